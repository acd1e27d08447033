package io.threetowers.launcher;

import io.threetowers.api.ApiVersion;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A plugin that is to be written: one component in a project of its own.
 *
 * @param kind of the component
 * @param template of its files
 * @param type of the component, in kebab-case
 * @param packageName of its classes
 */
record NewPlugin(Kind kind, PluginTemplate template, String type, String packageName) {
  private static final Pattern KEBAB_CASE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Also a groupId of Maven, which takes no other letters. */
  private static final Pattern PACKAGE = Pattern.compile("\\w+(\\.\\w+)*");

  private static final Pattern HOSTS = Pattern.compile("(java|io\\.threetowers|ai\\.djl)(\\..*)?");

  /** The package of a type where no other is asked for: {@code org.example.mytower}. */
  static String defaultPackage(String type) {
    return "org.example." + type.toLowerCase(Locale.ROOT).replaceAll("\\W", "");
  }

  /** The class of the component: {@code my-tower} makes {@code MyTower}. */
  String className() {
    return Arrays.stream(type.split("-"))
        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
        .collect(Collectors.joining());
  }

  /** What is wrong with its names, a sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!KEBAB_CASE.matcher(type).matches()) {
      problems.add(
          "the type '" + type + "' is not in kebab-case, such as 'my-" + kind.label() + "'");
    } else if (template.usesClass(className())) {
      problems.add(
          "the type '%s' would make a class '%s', a name that its code needs for another; take a longer one, such as 'my-%s'"
              .formatted(type, className(), type));
    }
    if (!PACKAGE.matcher(packageName).matches()
        || !SourceVersion.isName(packageName, SourceVersion.RELEASE_17)) {
      problems.add(
          "'%s' cannot be the name of a Java package; one such as 'org.example.my%s' can"
              .formatted(packageName, kind.label().replace("-", "")));
    } else if (HOSTS.matcher(packageName).matches()) {
      problems.add(
          "the package '%s' is the host's, which would look for its classes at home; take one of yours, such as 'org.example.my%s'"
              .formatted(packageName, kind.label().replace("-", "")));
    }
    return problems;
  }

  /** Why its project cannot lie in {@code folder}; empty if it can. */
  static List<String> problems(Path folder) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    if (!Files.isDirectory(folder)) {
      return List.of("'" + folder + "' is a file; name a folder that is empty or not there yet");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty()
          ? List.of()
          : List.of("'" + folder + "' is not empty; name a folder that is empty or not there yet");
    } catch (IOException e) {
      return List.of("'" + folder + "' cannot be read (" + e + ")");
    }
  }

  /**
   * Writes the project.
   *
   * @param folder empty, or not there yet
   * @param home where Three Towers lies
   * @return how many files it has
   */
  int write(Path folder, Path home, String version) {
    SortedMap<String, String> files =
        template.fill(
            Map.of(
                "kind",
                kind.label(),
                "type",
                type,
                "Type",
                className(),
                "package",
                packageName,
                "version",
                version,
                "api",
                ApiVersion.CURRENT.toString(),
                "home",
                fromInside(folder, home).replace("'", "''")));
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw new InvalidInputException("'" + folder + "' cannot be written (" + e + ")", e);
    }
    return files.size();
  }

  /** Relative for a project within Three Towers, so that both may move together. */
  private static String fromInside(Path folder, Path home) {
    Path from = folder.toAbsolutePath().normalize();
    Path to = home.toAbsolutePath().normalize();
    return (from.startsWith(to) ? from.relativize(to) : to).toString().replace('\\', '/');
  }
}
