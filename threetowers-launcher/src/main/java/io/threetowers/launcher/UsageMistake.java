package io.threetowers.launcher;

import io.threetowers.api.config.Suggestions;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with a command, and where its usage is told. */
final class UsageMistake implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = message(e);
    command
        .getErr()
        .println(message + (message.endsWith("?") ? " See " : "; see ") + name + " --help");
    return Main.WRONG_INPUT;
  }

  private static String message(ParameterException e) {
    CommandLine command = e.getCommandLine();
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      String message = String.valueOf(e.getMessage());
      return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
    List<String> words = unmatched.getUnmatched();
    String first = words.get(0);
    if (command.getParent() == null && !first.startsWith("-")) {
      return first.matches(".*\\.ya?ml")
          ? "a command stands before the file, such as: threetowers train " + first
          : "there is no command '%s'%s"
              .formatted(first, Suggestions.hint(first, command.getSubcommands().keySet()));
    } else if (first.matches("--?[^=]*\\.[^=]*=.*")) {
      return "there is no option '%s'; an override is written without dashes, %s"
          .formatted(first, first.replaceFirst("^--?", ""));
    } else if (first.startsWith("-")) {
      return "there is no option '%s'%s"
          .formatted(
              first, Suggestions.hint(first, command.getCommandSpec().optionsMap().keySet()));
    }
    return "'%s' is one word too many".formatted(String.join(" ", words));
  }
}
