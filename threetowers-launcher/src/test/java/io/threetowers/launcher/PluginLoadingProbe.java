package io.threetowers.launcher;

import io.threetowers.core.plugin.PluginLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Loads plugins in a fresh process and prints how many milliseconds that took. */
final class PluginLoadingProbe {

  private PluginLoadingProbe() {}

  public static void main(String[] folders) {
    List<Path> paths = Stream.of(folders).map(Path::of).toList();
    long started = System.nanoTime();
    int found = PluginLoader.load(paths, PluginLoadingProbe.class.getClassLoader()).all().size();
    System.out.printf("%d %d%n", found, (System.nanoTime() - started) / 1_000_000);
  }
}
