package io.threetowers.core.config;

import java.util.regex.Pattern;

/**
 * One mistake.
 *
 * @param source where it was written
 * @param message what is wrong and what would be right, in one line
 */
public record Problem(Source source, String message) {
  private static final int LONGEST = 2000;
  private static final Pattern LONG_WORD = Pattern.compile("(\\S{80})\\S{220,}(\\S{20})");

  /**
   * {@code lit.yaml:6:12: unknown setting …}: one line that a person can read, whatever the
   * offending text holds.
   */
  @Override
  public String toString() {
    String line = LONG_WORD.matcher(source + ": " + message).replaceAll("$1…$2");
    if (line.length() > LONGEST) {
      line = line.substring(0, LONGEST / 2) + " … " + line.substring(line.length() - LONGEST / 2);
    }
    return YamlText.printable(line);
  }
}
