package io.threetowers.core.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.api.ApiVersion;
import io.threetowers.api.Component;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * What a jar says of itself, read without loading a class.
 *
 * @param file the jar
 * @param api the version of the api in its manifest, as written there
 * @param version its own version in its manifest
 * @param providers the classes that its services file names; none without such a file
 * @param bundled the api families of which it holds classes of its own: {@code ai.djl}
 */
record PluginJar(
    Path file,
    Optional<String> api,
    Optional<String> version,
    Optional<List<String>> providers,
    List<String> bundled) {
  static final String SERVICES = "META-INF/services/" + Component.class.getName();

  static PluginJar read(Path file, SharedPackages shared) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      Attributes attributes = manifest == null ? new Attributes() : manifest.getMainAttributes();
      return new PluginJar(
          file,
          Optional.ofNullable(attributes.getValue(ApiVersion.MANIFEST_ATTRIBUTE))
              .map(String::strip),
          Optional.ofNullable(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
              .map(String::strip),
          providers(jar),
          bundled(jar, shared));
    }
  }

  private static Optional<List<String>> providers(JarFile jar) throws IOException {
    ZipEntry services = jar.getEntry(SERVICES);
    if (services == null) {
      return Optional.empty();
    }
    try (InputStream in = jar.getInputStream(services)) {
      return Optional.of(parse(in));
    }
  }

  /** One class per line, {@code #} begins a comment, as {@link java.util.ServiceLoader} says. */
  static List<String> parse(InputStream services) throws IOException {
    return new String(services.readAllBytes(), UTF_8)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .distinct()
        .toList();
  }

  private static List<String> bundled(JarFile jar, SharedPackages shared) {
    return jar.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(".class"))
        .flatMap(name -> shared.familyOf(name).stream())
        .distinct()
        .sorted()
        .toList();
  }
}
