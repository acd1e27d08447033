package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeMemoryTest {
  @TempDir private Path root;

  @Test
  void isUnknownWhereNobodySaysIt() {
    assertThat(new FreeMemory(root).bytes()).isEmpty();
  }

  @Test
  void isWhatTheKernelTakesToBeAvailable() throws IOException {
    write("proc/meminfo", "MemTotal:       100 kB\nMemFree:  1 kB\nMemAvailable:      40 kB\n");
    assertThat(new FreeMemory(root).bytes()).hasValue(40 * 1024);
    write("sys/fs/cgroup/memory.max", "max\n");
    write("sys/fs/cgroup/memory.current", "1000\n");
    assertThat(new FreeMemory(root).bytes()).hasValue(40 * 1024);
  }

  @Test
  void isNoMoreThanAContainerHasLeft() throws IOException {
    write("proc/meminfo", "MemAvailable: 400 kB\n");
    write("sys/fs/cgroup/memory.max", "20000\n");
    write("sys/fs/cgroup/memory.current", "18000\n");
    write("sys/fs/cgroup/memory.stat", "anon 500\ninactive_file 3000\n");
    assertThat(new FreeMemory(root).bytes()).hasValue(5000);
  }

  @Test
  void knowsTheOlderControlGroups() throws IOException {
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "20000\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", "19000\n");
    assertThat(new FreeMemory(root).bytes()).hasValue(1000);
    write("sys/fs/cgroup/memory/memory.stat", "inactive_file 9\ntotal_inactive_file 70\n");
    assertThat(new FreeMemory(root).bytes()).hasValue(1070);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
