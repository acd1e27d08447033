package io.threetowers.source.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where Maven is installed: it has settings for all users of the machine. */
final class MavenHome {

  private MavenHome() {}

  /** The folder that {@code MAVEN_HOME} names, or that of the {@code mvn} on the path. */
  static Optional<Path> find(Map<String, String> environment) {
    String named = environment.getOrDefault("MAVEN_HOME", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      try {
        Path mvn = Path.of(folder, "mvn");
        if (!folder.isEmpty() && Files.isRegularFile(mvn)) {
          // bin/mvn, often reached through a link.
          return Optional.ofNullable(mvn.toRealPath().getParent()).map(Path::getParent);
        }
      } catch (IOException | InvalidPathException e) {
        // Not this one.
      }
    }
    return Optional.empty();
  }
}
