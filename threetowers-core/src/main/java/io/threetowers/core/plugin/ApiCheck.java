package io.threetowers.core.plugin;

import io.threetowers.api.ApiVersion;
import java.util.Optional;

/** Compares the version of the API that a jar was built for with ours. */
final class ApiCheck {

  private ApiCheck() {}

  /** One line, unless the jar's version is accepted. */
  static Optional<String> problem(PluginJar jar) {
    if (jar.api().isEmpty()) {
      return Optional.of(
          jar.file()
              + " does not say which API it was built for; add \""
              + ApiVersion.MANIFEST_ATTRIBUTE
              + ": "
              + ApiVersion.CURRENT
              + "\" to its manifest");
    }
    ApiVersion built;
    try {
      built = ApiVersion.parse(jar.api().get());
    } catch (IllegalArgumentException e) {
      return Optional.of(
          jar.file()
              + ": '"
              + ApiVersion.MANIFEST_ATTRIBUTE
              + "' in its manifest is wrong: "
              + e.getMessage());
    }
    if (ApiVersion.CURRENT.accepts(built)) {
      return Optional.empty();
    }
    String remedy =
        built.major() < ApiVersion.CURRENT.major()
            ? "Use an older Three Towers or a newer plugin"
            : "Use a newer Three Towers or an older plugin";
    return Optional.of(
        jar.file()
            + " was built for API "
            + built
            + "; this is "
            + ApiVersion.CURRENT
            + ". "
            + remedy);
  }
}
