package io.threetowers.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mistake, and what is said of it.
 *
 * <pre>
 * $ check HERE/mine.yaml towers.image.dpth=3    the command; without the line: check HERE/mine.yaml
 * + a shard that is cut short                   an input that {@link MistakeInputs} makes, by its name
 * extends: HOME/experiments/emoji/clip.yaml     what stands in mine.yaml
 * --------
 * exit 2
 * override towers.image.dpth=3: …               what people read, errors before results
 * </pre>
 *
 * HERE is the folder of the case, HOME that of the project. With {@code | grep WORD} after the
 * command, of the results only lines that hold the word are kept: others tell what the machine is.
 */
record MistakeCase(String command, List<String> inputs, String yaml, String told) {
  private static final String LINE = "--------\n";
  private static final String COMMAND = "check HERE/mine.yaml";
  private static final String GREP = " | grep ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static MistakeCase read(Path golden) throws IOException {
    String text = Files.readString(golden);
    int line = line(text);
    String command = COMMAND;
    List<String> inputs = new ArrayList<>();
    StringBuilder yaml = new StringBuilder();
    for (String next : text.substring(0, line).lines().toList()) {
      if (next.startsWith("$ ")) {
        command = next.substring(2);
      } else if (next.startsWith("+ ")) {
        inputs.add(next.substring(2));
      } else {
        yaml.append(next).append('\n');
      }
    }
    return new MistakeCase(
        command,
        inputs,
        yaml.toString(),
        text.substring(Math.min(text.length(), line + LINE.length())));
  }

  /** Where the line of dashes begins; at the end if nothing has been said yet. */
  private static int line(String text) {
    if (text.startsWith(LINE)) {
      return 0;
    }
    int before = text.indexOf("\n" + LINE);
    return before < 0 ? text.length() : before + 1;
  }

  /** Makes a folder below {@code parent} with all that the case needs. */
  Path write(Path parent) throws IOException {
    Path here = Files.createTempDirectory(parent.toRealPath(), "case");
    if (!yaml.isEmpty()) {
      Files.writeString(here.resolve("mine.yaml"), filledIn(yaml, here));
    }
    for (String input : inputs) {
      MistakeInputs.make(input, here);
    }
    return here;
  }

  /** The words of the command; one that holds spaces stands in single quotes. */
  String[] arguments(Path here) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command.replaceFirst(" \\| grep .*", ""));
    while (word.find()) {
      words.add(filledIn(word.group(1) == null ? word.group(2) : word.group(1), here));
    }
    return words.toArray(String[]::new);
  }

  /** The second half of a golden file. */
  String said(Distribution.Outcome outcome, Path here) {
    String kept =
        command.contains(GREP) ? command.substring(command.indexOf(GREP) + GREP.length()) : "";
    StringBuilder text = new StringBuilder(outcome.err());
    outcome
        .out()
        .lines()
        .filter(line -> line.contains(kept))
        .forEach(line -> text.append(line).append('\n'));
    return "exit %d\n%s"
        .formatted(
            outcome.exitCode(),
            text.toString()
                .replace(here + "/", "")
                .replace(here.toString(), "HERE")
                .replace(Distribution.HOME.toString(), "HOME"));
  }

  void rewrite(Path golden, String said) throws IOException {
    String text = Files.readString(golden);
    Files.writeString(golden, text.substring(0, line(text)) + LINE + said);
  }

  private static String filledIn(String text, Path here) {
    return text.replace("HERE", here.toString()).replace("HOME", Distribution.HOME.toString());
  }
}
