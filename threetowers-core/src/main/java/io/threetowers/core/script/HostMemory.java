package io.threetowers.core.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Linux says of the machine's memory, of a container's and of this process, in bytes. Each is
 * empty if nobody says it.
 */
public final class HostMemory {
  private static final String WHOLE = "^(\\d+)\\s*$";
  private static final String MACHINE = "proc/meminfo";
  private static final String PROCESS = "proc/self/status";
  private static final int KILO = 1024;

  /** Of control groups, version 2 (the kernel's cgroup-v2.rst). */
  private static final Group SECOND =
      new Group("sys/fs/cgroup/", "memory.max", "memory.current", "^inactive_file (\\d+)");

  /** Of control groups, version 1 (the kernel's cgroup-v1/memory.rst). */
  private static final Group FIRST =
      new Group(
          "sys/fs/cgroup/memory/",
          "memory.limit_in_bytes",
          "memory.usage_in_bytes",
          "^total_inactive_file (\\d+)");

  /** The files of a control group, and where its statistics tell of the page cache. */
  private record Group(String folder, String limit, String used, String cache) {}

  private final Path root;

  /** That of the machine. */
  public HostMemory() {
    this(Path.of("/"));
  }

  /**
   * Reads nothing yet.
   *
   * @param root {@code /}, but for tests
   */
  public HostMemory(Path root) {
    this.root = root;
  }

  /** What a process can have at most: the machine's, and no more than a container's limit. */
  public OptionalLong total() {
    return least(
        number(MACHINE, "^MemTotal:\\s+(\\d+) kB", KILO),
        number(SECOND.folder() + SECOND.limit(), WHOLE, 1),
        number(FIRST.folder() + FIRST.limit(), WHOLE, 1));
  }

  /**
   * What can still be had: what the kernel takes to be available, and no more than is left below
   * the limit of a container. Files in the page cache count as free.
   */
  public OptionalLong free() {
    return least(number(MACHINE, "^MemAvailable:\\s+(\\d+) kB", KILO), left(SECOND), left(FIRST));
  }

  /** What this process holds. */
  public OptionalLong resident() {
    return number(PROCESS, "^VmRSS:\\s+(\\d+) kB", KILO);
  }

  /** What this process has held at most since {@link #forgetPeak}. */
  public OptionalLong peak() {
    return number(PROCESS, "^VmHWM:\\s+(\\d+) kB", KILO);
  }

  /**
   * Begins to look for the peak again.
   *
   * @throws IOException where there is no Linux
   */
  public void forgetPeak() throws IOException {
    Files.writeString(root.resolve("proc/self/clear_refs"), "5"); // proc(5)
  }

  private static OptionalLong least(OptionalLong... bytes) {
    return Stream.of(bytes).flatMapToLong(OptionalLong::stream).min();
  }

  private OptionalLong left(Group group) {
    OptionalLong limit = number(group.folder() + group.limit(), WHOLE, 1);
    OptionalLong used = number(group.folder() + group.used(), WHOLE, 1);
    if (limit.isEmpty() || used.isEmpty()) {
      return OptionalLong.empty();
    }
    long cache = number(group.folder() + "memory.stat", group.cache(), 1).orElse(0);
    return OptionalLong.of(Math.max(0, limit.getAsLong() - used.getAsLong() + cache));
  }

  private OptionalLong number(String file, String pattern, long unit) {
    try {
      String text = Files.readString(root.resolve(file));
      Matcher matcher = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
      return matcher.find()
          ? OptionalLong.of(unit * Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
