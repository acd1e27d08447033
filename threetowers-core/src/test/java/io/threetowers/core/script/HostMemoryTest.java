package io.threetowers.core.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryTest {
  @TempDir private Path root;

  @Test
  void isUnknownWhereNobodySaysIt() {
    assertThat(new HostMemory(root).free()).isEmpty();
  }

  @Test
  void isWhatTheKernelTakesToBeAvailable() throws IOException {
    write("proc/meminfo", "MemTotal:       100 kB\nMemFree:  1 kB\nMemAvailable:      40 kB\n");
    assertThat(new HostMemory(root).free()).hasValue(40 * 1024);
    write("sys/fs/cgroup/memory.max", "max\n");
    write("sys/fs/cgroup/memory.current", "1000\n");
    assertThat(new HostMemory(root).free()).hasValue(40 * 1024);
  }

  @Test
  void isNoMoreThanAContainerHasLeft() throws IOException {
    write("proc/meminfo", "MemAvailable: 400 kB\n");
    write("sys/fs/cgroup/memory.max", "20000\n");
    write("sys/fs/cgroup/memory.current", "18000\n");
    write("sys/fs/cgroup/memory.stat", "anon 500\ninactive_file 3000\n");
    assertThat(new HostMemory(root).free()).hasValue(5000);
  }

  @Test
  void knowsTheOlderControlGroups() throws IOException {
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "20000\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "19000\n");
    assertThat(new HostMemory(root).free()).hasValue(1000);
    write("sys/fs/cgroup/memory/memory.stat", "inactive_file 9\ntotal_inactive_file 70\n");
    assertThat(new HostMemory(root).free()).hasValue(1070);
  }

  @Test
  void isInAllNoMoreThanAContainerMayHave() throws IOException {
    assertThat(new HostMemory(root).total()).isEmpty();
    write("proc/meminfo", "MemTotal:       100 kB\nMemAvailable:      40 kB\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    assertThat(new HostMemory(root).total()).hasValue(100 * 1024);
    write("sys/fs/cgroup/memory.max", "20000\n");
    assertThat(new HostMemory(root).total()).hasValue(20_000);
    // Version 1 without a limit says a number near the largest.
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(new HostMemory(root).total()).hasValue(20_000);
  }

  @Test
  void tellsWhatTheProcessHolds() throws IOException {
    assertThat(new HostMemory(root).resident()).isEmpty();
    write("proc/self/status", "Name:\tjava\nVmHWM:\t      30 kB\nVmRSS:\t      20 kB\n");
    assertThat(new HostMemory(root).resident()).hasValue(20 * 1024);
    assertThat(new HostMemory(root).peak()).hasValue(30 * 1024);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
