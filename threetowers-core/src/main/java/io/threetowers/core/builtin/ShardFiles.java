package io.threetowers.core.builtin;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The files that shard patterns stand for. */
final class ShardFiles {
  private static final Pattern RANGE = Pattern.compile("(\\d+)\\.\\.(\\d+)");
  private static final Pattern BRACES = Pattern.compile("\\{([^{}]*)}");
  private static final int MOST = 1_000_000;
  private static final int LONGEST = 18;
  private static final int SHOWN = 8;

  private ShardFiles() {}

  /**
   * Every file, in the order of the patterns; those of a glob by name.
   *
   * @throws InvalidInputException naming the pattern that has none
   */
  static List<Path> of(List<Path> patterns) {
    List<Path> files = new ArrayList<>();
    for (Path pattern : patterns) {
      refuseTooMany(pattern.toString());
      for (String one : filledIn(pattern.toString())) {
        files.addAll(matches(Path.of(one), pattern));
      }
    }
    return files;
  }

  /** {@code a-{08..10}} is a-08, a-09, a-10, as in bash; the width of the first number is kept. */
  static List<String> filledIn(String pattern) {
    Matcher braces = BRACES.matcher(pattern);
    if (!braces.find()) {
      return List.of(pattern);
    }
    List<String> all = new ArrayList<>();
    for (String choice : choices(braces.group(1), pattern)) {
      String one = pattern.substring(0, braces.start()) + choice + pattern.substring(braces.end());
      all.addAll(filledIn(one));
    }
    return all;
  }

  /** Counts before anything is filled in: ten pairs of braces are a thousand files. */
  private static void refuseTooMany(String pattern) {
    long count = 1;
    Matcher braces = BRACES.matcher(pattern);
    while (braces.find() && count <= MOST) {
      count *= choices(braces.group(1), pattern).size();
    }
    if (count > MOST) {
      throw new InvalidInputException(
          "shards '%s' are more than %d files".formatted(pattern, MOST));
    }
  }

  private static List<String> choices(String inside, String pattern) {
    Matcher range = RANGE.matcher(inside);
    if (!range.matches()) {
      return List.of(inside.split(",", -1));
    }
    if (inside.length() > LONGEST) {
      throw new InvalidInputException(
          "shards '%s': the range '{%s}' names more than %d files"
              .formatted(pattern, inside, MOST));
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    if (last < first) {
      throw new InvalidInputException(
          "shards '%s': the range '{%s}' must run upwards; write {%s..%s}"
              .formatted(pattern, inside, range.group(2), range.group(1)));
    } else if (last - first >= MOST) {
      throw new InvalidInputException(
          "shards '%s': the range '{%s}' names more than %d files"
              .formatted(pattern, inside, MOST));
    }
    String format = "%0" + range.group(1).length() + "d";
    List<String> numbers = new ArrayList<>();
    for (long number = first; number <= last; number++) {
      numbers.add(String.format(format, number));
    }
    return numbers;
  }

  private static List<Path> matches(Path file, Path pattern) {
    Path folder = file.toAbsolutePath().getParent();
    String name = String.valueOf(file.getFileName());
    if (!name.matches(".*[*?\\[].*")) {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException(
            "shards '%s': %s".formatted(pattern, missing(folder, file)));
      }
      return List.of(file);
    }
    PathMatcher glob = glob(name, pattern);
    List<Path> found =
        list(folder).stream()
            .filter(one -> glob.matches(one.getFileName()) && Files.isRegularFile(one))
            .toList();
    if (found.isEmpty()) {
      throw new InvalidInputException(
          "shards '%s' match no file; %s".formatted(pattern, content(folder)));
    }
    return found;
  }

  private static PathMatcher glob(String name, Path pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + name);
    } catch (PatternSyntaxException e) {
      throw new InvalidInputException(
          "shards '%s': a '[' or '{' in '%s' is not closed".formatted(pattern, name), e);
    }
  }

  private static String missing(Path folder, Path file) {
    if (Files.isDirectory(file)) {
      return "'%s' is a folder: name its shards, such as '%s'"
          .formatted(file, file.resolve("*.tar"));
    } else if (!Files.isDirectory(folder)) {
      return content(folder);
    }
    return "there is no file '%s'; %s".formatted(file, content(folder));
  }

  private static String content(Path folder) {
    if (!Files.isDirectory(folder)) {
      return "there is no folder '" + folder + "'";
    }
    List<String> names = list(folder).stream().map(path -> path.getFileName().toString()).toList();
    String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
    return names.isEmpty()
        ? "the folder is empty"
        : "its folder holds: "
            + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
            + more;
  }

  private static List<Path> list(Path folder) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(files::add);
      } catch (IOException e) {
        throw new InvalidInputException("cannot list '" + folder + "': " + e.getMessage(), e);
      }
    }
    files.sort(null);
    return files;
  }
}
