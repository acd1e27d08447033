package io.threetowers.api;

/**
 * The version of this interface, as the manifest of a plugin names it: {@code Three-Towers-Api:
 * 0.1}.
 *
 * <p>Minor versions only add; a plugin fits when its major version is the host's and its minor
 * version is not newer.
 *
 * @param major differs where plugins must be changed
 * @param minor grows where something was added
 */
public record ApiVersion(int major, int minor) {

  /** The version of this jar. */
  public static final ApiVersion CURRENT = new ApiVersion(0, 1);

  /** The manifest attribute of a plugin's jar. */
  public static final String MANIFEST_ATTRIBUTE = "Three-Towers-Api";

  /**
   * Reads {@code MAJOR.MINOR}.
   *
   * @param text such as {@code 0.1}
   * @return the version that it names
   * @throws IllegalArgumentException if {@code text} is anything else
   */
  public static ApiVersion parse(String text) {
    if (!text.matches("\\d{1,6}\\.\\d{1,6}")) {
      throw new IllegalArgumentException(
          "an API version is written MAJOR.MINOR, such as " + CURRENT + ", not '" + text + "'");
    }
    int dot = text.indexOf('.');
    return new ApiVersion(
        Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
  }

  /**
   * Whether a plugin runs on this version.
   *
   * @param built the version that the plugin was built for, by its manifest
   * @return true if the major versions are equal and {@code built} is not newer
   */
  public boolean accepts(ApiVersion built) {
    return built.major == major && built.minor <= minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
