package io.threetowers.core.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds what lies in the drop folders: a jar is a plugin, a folder is a plugin made of all its
 * jars.
 */
final class PluginFolders {
  private final Problems problems;

  PluginFolders(Problems problems) {
    this.problems = problems;
  }

  /**
   * A plugin that has been found but not opened.
   *
   * @param file the jar, or the folder of jars
   * @param jars the jar itself, or those of the folder by name
   */
  record Found(Path file, List<Path> jars) {}

  /** What makes the folder, where it is what a build of {@code new-plugin}'s would make. */
  private static String build(Path folder) {
    Path target = folder.toAbsolutePath().normalize().getParent();
    return target != null && Files.exists(target.resolveSibling("pom.xml"))
        ? "; 'mvn -f "
            + Plugin.display(target.getParent())
            + " verify' makes it, once its tests pass"
        : "";
  }

  /** The plugins of a folder, by name. */
  List<Found> find(Path folder) {
    if (!Files.isDirectory(folder)) {
      problems.add(
          Files.exists(folder)
              ? "'" + folder + "' is no folder; plugins are looked for in a folder that holds them"
              : "there is no plugin folder '" + folder + "'" + build(folder));
      return List.of();
    }
    Optional<Path> built = built(folder);
    if (built.isPresent()) {
      problems.add(
          Plugin.display(folder)
              + " holds no plugin; did you mean "
              + Plugin.display(built.get())
              + "?");
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    for (Path file : list(folder)) {
      if (Files.isDirectory(file)) {
        List<Path> jars = list(file).stream().filter(PluginFolders::isJar).toList();
        if (jars.isEmpty()) {
          problems.add(
              Plugin.display(file)
                  + " holds no jar. A folder in "
                  + Plugin.display(folder)
                  + " is a plugin made of all its jars");
        } else {
          found.add(new Found(file, jars));
        }
      } else if (isJar(file)) {
        found.add(new Found(file, List.of(file)));
      } else if (!isNote(file)) {
        problems.add(file + " is no plugin: a plugin is a .jar or a folder of jars");
      }
    }
    return found;
  }

  /** Where a build put the plugin, if the folder is that of the project or of its build. */
  private Optional<Path> built(Path folder) {
    List<Path> files = list(folder);
    boolean isOther =
        files.stream()
            .filter(file -> Files.isDirectory(file))
            .anyMatch(file -> list(file).stream().noneMatch(PluginFolders::isJar));
    if (!isOther || files.stream().anyMatch(PluginFolders::isJar)) {
      return Optional.empty();
    }
    return Stream.of(folder.resolve("plugin"), folder.resolve("target/plugin"))
        .filter(place -> Files.isDirectory(place))
        .filter(place -> list(place).stream().anyMatch(PluginFolders::isJar))
        .findFirst();
  }

  /** What a folder holds, sorted by name, hidden files left out. */
  private List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !name(file).startsWith("."))
          .sorted(Comparator.comparing(PluginFolders::name))
          .toList();
    } catch (IOException e) {
      problems.add(Plugin.display(folder) + " cannot be read: " + e);
      return List.of();
    }
  }

  private static boolean isJar(Path file) {
    return name(file).endsWith(".jar") && Files.isRegularFile(file);
  }

  private static boolean isNote(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return name.startsWith("readme") || name.endsWith(".md");
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
