package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CheckpointWriterTest {

  @Test
  @Timeout(10)
  void writesItselfWhereTheSystemGivesNoThreadAndSaysSoOnce() {
    List<Thread> writers = new ArrayList<>();
    try (Warnings warnings = new Warnings(CheckpointWriter.class)) {
      CheckpointWriter writer =
          new CheckpointWriter(
              work -> refused(new OutOfMemoryError("unable to create native thread")));
      writer.start(() -> writers.add(Thread.currentThread()));
      assertThat(writer.await()).isEmpty();
      writer.start(
          () -> {
            throw new IOException("no room");
          });
      assertThat(writer.await())
          .get()
          .isInstanceOf(IOException.class)
          .hasToString("java.io.IOException: no room");
      assertThat(writers).containsExactly(Thread.currentThread());
      assertThat(warnings.of(Level.WARN))
          .containsExactly(
              "checkpoints are written while training waits: unable to create native thread");
    }
  }

  @Test
  @Timeout(10)
  void waitsForNothingWhereAThreadCouldNotBeStarted() {
    CheckpointWriter writer =
        new CheckpointWriter(work -> refused(new IllegalStateException("no threads here")));
    assertThatThrownBy(() -> writer.start(() -> {})).hasMessage("no threads here");
    assertThat(writer.await()).isEmpty();
  }

  private static <T extends Throwable> Thread refused(T failure) throws T {
    throw failure;
  }
}
