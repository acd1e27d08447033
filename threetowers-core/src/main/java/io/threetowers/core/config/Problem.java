package io.threetowers.core.config;

/**
 * One mistake.
 *
 * @param source where it was written
 * @param message what is wrong and what would be right, in one line
 */
public record Problem(Source source, String message) {

  /** {@code lit.yaml:6:12: unknown setting …}: one line, whatever the offending text holds. */
  @Override
  public String toString() {
    return YamlText.printable(source + ": " + message);
  }
}
