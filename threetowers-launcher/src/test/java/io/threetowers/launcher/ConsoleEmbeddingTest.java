package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.embed.EmbedListener.Progress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleEmbeddingTest {
  private final StringWriter err = new StringWriter();
  private long nanos;

  @Test
  void tellsInALineEveryTenSecondsWhereThereIsNoTerminal() {
    try (ConsoleEmbedding console = console(false)) {
      console.note("going on after 3 of 7 shards");
      embed(console);
    }
    assertThat(err.toString().lines())
        .containsExactly(
            "going on after 3 of 7 shards", "40 % 4000 of 10000 examples  100/s  1:00 min left");
  }

  @Test
  void renewsOneLineOnATerminalAndLeavesNothingOfIt() {
    try (ConsoleEmbedding console = console(true)) {
      embed(console);
    }
    assertThat(err.toString())
        .contains("\r\u001b[K━━━━━━━━━─────────────── 4000/10000  100/s  1:00 min left  img")
        .endsWith("\r\u001b[K")
        .doesNotContain("\n");
  }

  /** After 3000 that were there, 100 examples a second for 12 seconds. */
  private void embed(ConsoleEmbedding console) {
    for (int second = 1; second <= 12; second++) {
      nanos += TimeUnit.SECONDS.toNanos(1);
      console.progress(new Progress("img", 3000 + 100L * second, 10_000, 100));
    }
  }

  private ConsoleEmbedding console(boolean terminal) {
    return new ConsoleEmbedding(new PrintWriter(err), terminal, () -> nanos);
  }
}
