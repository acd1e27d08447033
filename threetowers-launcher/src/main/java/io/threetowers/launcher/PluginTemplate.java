package io.threetowers.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a plugin's project before they have a name: those of the folder {@code every-kind}
 * and those of one other beside it, under {@code new-plugin} in the resources.
 *
 * <p>In texts, the known ones of <code>${type}</code>, <code>${package}</code>, … are replaced;
 * what else looks like it belongs to Maven and to scripts. In paths, {@code __Type__} and its like
 * are.
 *
 * @param files text by path
 */
record PluginTemplate(SortedMap<String, String> files) {
  private static final String EVERY_KIND = "every-kind";
  private static final Pattern COMMENTS_AND_TEXTS =
      Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*|\"[^\"\\n]*\"");

  /**
   * Reads a template.
   *
   * @param name of the folder, such as {@code tower-image}
   */
  static PluginTemplate named(String name) {
    try {
      URI all = PluginTemplate.class.getResource("new-plugin").toURI();
      if (!all.getScheme().equals("jar")) {
        return read(Path.of(all), name);
      }
      try (FileSystem jar = FileSystems.newFileSystem(all, Map.of())) {
        return read(jar.provider().getPath(all), name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static PluginTemplate read(Path all, String name) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    for (Path folder : List.of(all.resolve(EVERY_KIND), all.resolve(name))) {
      try (Stream<Path> found = Files.walk(folder)) {
        for (Path file : found.filter(Files::isRegularFile).toList()) {
          files.put(
              folder.relativize(file).toString().replace('\\', '/'), Files.readString(file, UTF_8));
        }
      }
    }
    return new PluginTemplate(files);
  }

  /** Whether a class of this name would stand in the way of another that the template uses. */
  boolean usesClass(String name) {
    Pattern word = Pattern.compile("\\b" + Pattern.quote(name) + "\\b");
    return files.entrySet().stream()
        .filter(file -> file.getKey().endsWith(".java"))
        .map(file -> COMMENTS_AND_TEXTS.matcher(file.getValue()).replaceAll(""))
        .anyMatch(code -> word.matcher(code).find());
  }

  /** The finished files: text by path. */
  SortedMap<String, String> fill(Map<String, String> values) {
    SortedMap<String, String> filled = new TreeMap<>();
    files.forEach(
        (path, text) -> {
          String finishedPath = path;
          String finishedText = text;
          for (Map.Entry<String, String> value : values.entrySet()) {
            String inPath =
                value.getKey().equals("package")
                    ? value.getValue().replace('.', '/')
                    : value.getValue();
            finishedPath = finishedPath.replace("__" + value.getKey() + "__", inPath);
            finishedText = finishedText.replace("${" + value.getKey() + "}", value.getValue());
          }
          filled.put(finishedPath, finishedText);
        });
    return filled;
  }
}
