package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.config.InvalidConfigException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code threetowers}: composes, trains, evaluates and compares. */
@Command(
    name = "threetowers",
    description = "Contrastive image-text training from composed plugins: CLIP, LiT, Three Towers.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvalCommand.class,
      CompareCommand.class,
      ConfigCommand.class,
      CheckCommand.class,
      PluginsCommand.class,
      DescribeCommand.class,
      BenchCommand.class,
      ExportCommand.class,
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

  private Main(Host host) {
    this.host = host;
  }

  Host host() {
    return host;
  }

  public static void main(String[] arguments) {
    System.exit(run(commandLine(new Host()), arguments));
  }

  /** Runs one command and returns its exit code. */
  static int run(CommandLine line, String... arguments) {
    int code;
    try {
      code = line.execute(arguments);
    } catch (LinkageError | OutOfMemoryError e) {
      // What picocli lets pass: a plugin that lacks a library, memory that is exhausted.
      code = report(e, line);
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

  /**
   * People's mistakes are told in lines, not traces; {@code --debug} shows the trace of anything.
   */
  private static int report(Throwable e, CommandLine command) {
    boolean debug = Boolean.getBoolean(Host.DEBUG);
    boolean wrongInput = e instanceof InvalidInputException || e instanceof InvalidConfigException;
    String message = e.getMessage() == null || e instanceof Error ? e.toString() : e.getMessage();
    command.getErr().println(wrongInput ? message : "the run failed: " + message);
    if (debug) {
      e.printStackTrace(command.getErr());
    } else if (!wrongInput) {
      command.getErr().println("(add --debug for the stack trace)");
    }
    return wrongInput ? WRONG_INPUT : FAILED;
  }
}
