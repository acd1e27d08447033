package io.threetowers.core.source;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where files that were fetched lie: {@code $THREETOWERS_CACHE}, or {@code three-towers} in {@code
 * $XDG_CACHE_HOME}, or in {@code ~/.cache}, on every system, as the hub's own library does it.
 */
public final class CacheFolder {
  private static final String PROPERTY = "threetowers.cache";

  private CacheFolder() {}

  /** That of this process. */
  public static Path current() {
    String property = System.getProperty(PROPERTY, "");
    return property.isEmpty()
        ? of(System.getenv(), Path.of(System.getProperty("user.home")))
        : Path.of(property).toAbsolutePath().normalize();
  }

  /** That of a process with these variables; a variable that is empty is one that is not set. */
  static Path of(Map<String, String> environment, Path home) {
    String own = environment.getOrDefault("THREETOWERS_CACHE", "");
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path folder =
        !own.isEmpty()
            ? Path.of(own)
            : (shared.isEmpty() ? home.resolve(".cache") : Path.of(shared)).resolve("three-towers");
    return folder.toAbsolutePath().normalize();
  }
}
