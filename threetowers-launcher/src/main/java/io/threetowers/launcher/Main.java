package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.failure.Failures;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** {@code threetowers}: composes, trains, evaluates and compares. */
@Command(
    name = "threetowers",
    description = "Contrastive image-text training from composed plugins: CLIP, LiT, Three Towers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      SweepCommand.class,
      EvalCommand.class,
      CompareCommand.class,
      ConfigCommand.class,
      CheckCommand.class,
      PluginsCommand.class,
      DescribeCommand.class,
      SchemaCommand.class,
      BenchCommand.class,
      NewPluginCommand.class,
      ExportCommand.class,
      EmbedCommand.class,
      PrecomputeCommand.class,
      CacheCommand.class,
      WeightsCommand.class,
      AutoComplete.GenerateCompletion.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the run failed",
      "2:the input is wrong; one line per problem says where",
      "130:interrupted, after a checkpoint was saved"
    })
public final class Main {
  static final int FAILED = 1;
  static final int WRONG_INPUT = 2;
  static final int INTERRUPTED = 130;

  @Mixin private final Host host;

  private @Nullable RunLog log;

  private Main(Host host) {
    this.host = host;
  }

  Host host() {
    return host;
  }

  /** From now on failures are written there, too. */
  void log(RunLog open) {
    log = open;
  }

  public static void main(String[] arguments) {
    CommandLine line = commandLine(new Host());
    Main main = line.getCommand();
    // A thread of a plugin; the command goes on without it.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> main.tell(e, "thread '" + thread.getName() + "'", line));
    System.exit(run(line, arguments));
  }

  /** Runs a command, tells of what it throws, and returns its exit code. */
  static int run(CommandLine line, String... arguments) {
    int code;
    try {
      code = line.execute(arguments);
    } catch (Error e) {
      // What picocli lets pass: memory that is exhausted, classes that do not fit together.
      code = report(e, called(line));
    }
    line.getOut().flush();
    return code;
  }

  /** For one run: what a command line holds of one command must not reach into the next. */
  static CommandLine commandLine(Host host) {
    CommandLine line = new CommandLine(new Main(host));
    line.getSubcommands().get("generate-completion").getCommandSpec().usageMessage().hidden(false);
    line.setUsageHelpWidth(Integer.getInteger("threetowers.columns", 120));
    line.setParameterExceptionHandler(new UsageMistake());
    line.setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
    return line;
  }

  /** The command that was at work. */
  private static CommandLine called(CommandLine line) {
    ParseResult parsed = line.getParseResult();
    return parsed != null && parsed.hasSubcommand()
        ? parsed.subcommand().commandSpec().commandLine()
        : line;
  }

  private static int report(Throwable e, CommandLine command) {
    Main main = (Main) command.getCommandSpec().root().userObject();
    return main.tell(e, command.getCommandName(), command);
  }

  /**
   * People's mistakes are told in lines, failures in one; {@code --debug} shows the trace of
   * anything, and out.log has it if a run had begun.
   *
   * @param who failed
   */
  private int tell(Throwable e, String who, CommandLine command) {
    boolean wrongInput = e instanceof InvalidInputException || e instanceof InvalidConfigException;
    String message =
        wrongInput ? e.getMessage() : who + " failed: " + new Failures(host.loaded()).tell(e);
    command.getErr().println(message);
    boolean logged = log != null && log.failed(message, e);
    if (Boolean.getBoolean(Host.DEBUG)) {
      e.printStackTrace(command.getErr());
    } else if (!wrongInput) {
      command
          .getErr()
          .println(
              logged
                  ? "(the stack trace is in " + log.file() + ")"
                  : "(add --debug for the stack trace)");
    }
    return wrongInput ? WRONG_INPUT : FAILED;
  }
}
