package io.threetowers.core.plugin;

import io.threetowers.api.Component;
import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A loaded plugin. What the host itself offers is a plugin too, of the jar or folder of the class
 * path that holds it.
 *
 * @param name the file's name without {@code .jar} and version
 * @param version the manifest's {@code Implementation-Version}, or {@code unversioned}
 * @param api the version of the api that it was built for
 * @param file the jar, or the folder of jars
 * @param components what it offers, in the order of its services file
 */
public record Plugin(
    String name, String version, String api, Path file, List<Component<?, ?>> components) {
  static final String UNVERSIONED = "unversioned";

  public Plugin {
    components = List.copyOf(components);
  }

  /**
   * The SHA-256 of the jar; of a folder, what {@code sha256sum} prints of its files in the order of
   * their names, hashed once more. Computed at each call: most starts do not ask.
   */
  public String sha256() {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The plugin for a message: {@code plugins/foo.jar (0.3)}. */
  public String label() {
    return display(file) + " (" + version + ")";
  }

  /**
   * The plugin for a message that tells of its failure: {@code plugin foo 0.3 (plugins/foo.jar)}.
   */
  public String title() {
    return "plugin " + name + " " + version + " (" + display(file) + ")";
  }

  /** Whether a class loader of this name, as a stack trace gives it, has loaded the plugin. */
  public boolean isLoadedBy(String loaderName) {
    return loaderName.equals(name);
  }

  /** Says why classes of the plugin do not fit together, with what would mend it. */
  public String explain(LinkageError error) {
    ClassLoader host = Plugin.class.getClassLoader();
    return new LinkageTrouble(file, version, api, host, SharedPackages.ofHost())
        .explain("a class", error);
  }

  /** A path for a message: folders end in a slash. */
  static String display(Path file) {
    return Files.isDirectory(file) ? file + "/" : file.toString();
  }

  /** {@code foo} for {@code foo-0.3.jar} of version 0.3. */
  static String nameOf(Path file, String version) {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(".jar") ? name.substring(0, name.length() - 4) : name;
    String suffix = "-" + version;
    return stem.length() > suffix.length() && stem.endsWith(suffix)
        ? stem.substring(0, stem.length() - suffix.length())
        : stem;
  }
}
