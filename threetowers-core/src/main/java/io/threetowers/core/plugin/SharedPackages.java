package io.threetowers.core.plugin;

import ai.djl.Device;
import com.google.gson.Gson;
import io.threetowers.api.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.slf4j.Logger;

/**
 * The packages that every plugin takes from the host: those of the api jars, by exact name.
 *
 * <p>No prefixes: {@code ai.djl.} would swallow {@code ai.djl.huggingface.translator} and every
 * other extension of DJL, which a plugin brings itself. The tokenizers are the exception, since the
 * JVM binds a native library to one class loader only. Gson is shared because DJL's public methods
 * name its types.
 */
final class SharedPackages {
  /** A class of each api jar, with the name under which people know the jar's packages. */
  private static final Map<Class<?>, String> API =
      Map.of(
          Component.class, "io.threetowers.api",
          Device.class, "ai.djl",
          Gson.class, "com.google.gson",
          Logger.class, "org.slf4j",
          NullMarked.class, "org.jspecify");

  /** Each with its {@code .jni}. */
  private static final List<String> NATIVE =
      List.of("ai.djl.huggingface.tokenizers", "ai.djl.sentencepiece");

  private final Map<String, String> familyByPackage = new HashMap<>();

  private SharedPackages() {}

  /** Lists the jars, not the class path: their places are known from classes that they hold. */
  static SharedPackages ofHost() {
    SharedPackages shared = new SharedPackages();
    API.forEach((type, family) -> shared.addAll(location(type), family));
    for (String tokenizers : NATIVE) {
      shared.familyByPackage.put(tokenizers, tokenizers);
      shared.familyByPackage.put(tokenizers + ".jni", tokenizers);
    }
    return shared;
  }

  /** Whether a class of this name comes from the host. */
  boolean containsClass(String name) {
    return familyByPackage.containsKey(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
  }

  /** Whether a resource of this path comes from the host. */
  boolean containsResource(String path) {
    return familyOf(path).isPresent();
  }

  /**
   * The api that a path inside a jar, of a class or another resource, belongs to: {@code ai.djl}.
   */
  Optional<String> familyOf(String path) {
    return Optional.ofNullable(familyByPackage.get(packageOf(path)));
  }

  private static String packageOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/'))).replace('/', '.');
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no place of " + type, e);
    }
  }

  private void addAll(Path place, String family) {
    try {
      if (Files.isDirectory(place)) { // an IDE or a test runs on folders of classes
        try (Stream<Path> files = Files.walk(place)) {
          files.forEach(file -> add(place.relativize(file).toString().replace('\\', '/'), family));
        }
      } else {
        try (JarFile jar = new JarFile(place.toFile(), false)) {
          jar.stream().map(JarEntry::getName).forEach(entry -> add(entry, family));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String path, String family) {
    if (path.endsWith(".class") && path.indexOf('/') > 0 && !path.startsWith("META-INF/")) {
      familyByPackage.putIfAbsent(packageOf(path), family);
    }
  }
}
