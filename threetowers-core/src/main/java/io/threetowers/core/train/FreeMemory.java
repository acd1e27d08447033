package io.threetowers.core.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What memory the host can still give, where Linux says so: what the kernel takes to be available,
 * and no more than is left below the limit of a container. Files in the page cache count as free.
 */
final class FreeMemory {
  private static final String WHOLE = "^(\\d+)\\s*$";

  private final Path root;

  /**
   * Reads nothing yet.
   *
   * @param root {@code /}, but for tests
   */
  FreeMemory(Path root) {
    this.root = root;
  }

  /** In bytes; empty if nobody says it. */
  OptionalLong bytes() {
    return Stream.of(available(), versionTwo(), versionOne())
        .flatMapToLong(OptionalLong::stream)
        .min();
  }

  private OptionalLong available() {
    LongStream bytes =
        number("proc/meminfo", "^MemAvailable:\\s+(\\d+) kB").stream().map(kilo -> kilo * 1024);
    return bytes.findFirst();
  }

  /** Of control groups, version 2 (the kernel's cgroup-v2.rst). */
  private OptionalLong versionTwo() {
    String folder = "sys/fs/cgroup/";
    return left(
        number(folder + "memory.max", WHOLE),
        number(folder + "memory.current", WHOLE),
        number(folder + "memory.stat", "^inactive_file (\\d+)"));
  }

  /** Of control groups, version 1 (the kernel's cgroup-v1/memory.rst). */
  private OptionalLong versionOne() {
    String folder = "sys/fs/cgroup/memory/";
    return left(
        number(folder + "memory.limit_in_bytes", WHOLE),
        number(folder + "memory.usage_in_bytes", WHOLE),
        number(folder + "memory.stat", "^total_inactive_file (\\d+)"));
  }

  private static OptionalLong left(OptionalLong limit, OptionalLong used, OptionalLong cache) {
    if (limit.isEmpty() || used.isEmpty()) {
      return OptionalLong.empty();
    }
    long left = limit.getAsLong() - used.getAsLong() + cache.orElse(0);
    return OptionalLong.of(Math.max(0, left));
  }

  private OptionalLong number(String file, String pattern) {
    try {
      String text = Files.readString(root.resolve(file));
      Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
