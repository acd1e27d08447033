package io.threetowers.core.config;

/**
 * Where a value was written.
 *
 * @param file as the user wrote its name, or relative to the current directory if it is below; for
 *     an override the whole of it: {@code override towers.image.depth=24}
 * @param line counts from 1; 0 for what stands in no file
 * @param column counts from 1, in characters; 0 for what stands in no file
 */
public record Source(String file, int line, int column) {

  private static final String PRESET = "preset ";

  /** The place of a file that a command names. */
  static final Source COMMAND_LINE = new Source("command line", 0, 0);

  /** The place of values that nobody wrote. */
  static final Source DEFAULT = new Source("default", 0, 0);

  /**
   * The source of an override.
   *
   * @param assignment {@code path=value}
   */
  public static Source override(String assignment) {
    return new Source("override " + assignment, 0, 0);
  }

  /**
   * The source of the settings of a preset.
   *
   * @param name the preset's
   */
  static Source preset(String name) {
    return new Source(PRESET + name, 0, 0);
  }

  boolean isOverride() {
    return line == 0 && !isDefault() && !isPreset();
  }

  boolean isPreset() {
    return line == 0 && file.startsWith(PRESET);
  }

  boolean isDefault() {
    return equals(DEFAULT);
  }

  /** {@code lit.yaml:6:12}, which terminals and editors turn into a link, or {@code override …}. */
  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
