package io.threetowers.trackers.tensorboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The event files of one run.
 *
 * @param path the folder
 * @param last the seconds in the name of the newest file, if there is one
 */
record EventFolder(Path path, OptionalLong last) {
  private static final Pattern NAME = Pattern.compile(".*tfevents\\.(\\d{1,18})\\..*");

  static EventFolder of(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return new EventFolder(
          path,
          files
              .map(file -> NAME.matcher(String.valueOf(file.getFileName())))
              .filter(Matcher::matches)
              .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
              .max());
    }
  }

  /**
   * A name that comes after those of all files that are there: TensorBoard reads the files of a
   * folder in the order of their names, and a clock may have been set back.
   */
  Path next(long seconds) {
    long later = last.isPresent() ? Math.max(seconds, last.getAsLong() + 1) : seconds;
    return path.resolve("events.out.tfevents.%010d.threetowers".formatted(later));
  }
}
