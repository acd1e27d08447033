package io.threetowers.core.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Finds {@link ArtifactFiles}: on the class path, or in the folder of jars that the start script
 * names. There it costs nothing as long as no artifact is asked for.
 */
final class ArtifactLibrary {
  private static final String FOLDER = "threetowers.lib.maven";

  private ArtifactLibrary() {}

  /** The library, if it is there; its classes stay for as long as the process runs. */
  static Optional<ArtifactFiles> load() {
    ClassLoader host = ArtifactFiles.class.getClassLoader();
    Optional<ArtifactFiles> own = ServiceLoader.load(ArtifactFiles.class, host).findFirst();
    String folder = System.getProperty(FOLDER, "");
    return own.isPresent() || folder.isEmpty() || !Files.isDirectory(Path.of(folder))
        ? own
        : ServiceLoader.load(ArtifactFiles.class, jars(Path.of(folder), host)).findFirst();
  }

  private static ClassLoader jars(Path folder, ClassLoader host) {
    List<URL> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        jars.add(file.toUri().toURL());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new URLClassLoader("maven", jars.toArray(URL[]::new), host);
  }
}
