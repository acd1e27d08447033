package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.core.train.EmbeddingLog;
import io.threetowers.core.train.StepLog;
import io.threetowers.core.train.StepResult;
import io.threetowers.core.watch.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConsoleObserverTest {
  private final StringWriter out = new StringWriter();
  private long nanos;

  @Test
  void tellsOfAFrozenTowerInALineEveryTenSecondsWhereThereIsNoTerminal() {
    embed(observer(false));
    assertThat(out.toString().lines())
        .containsExactly(
            "frozen tower 'third': 10 % 1000 of 10000 examples  100/s  1:30 min left",
            "frozen tower 'third': 20 % 2000 of 10000 examples  100/s  1:20 min left");
  }

  @Test
  void renewsOneLineOnATerminalAndLeavesNothingOfIt() {
    ConsoleObserver observer = observer(true);
    embed(observer);
    observer.note("evaluating");
    assertThat(out.toString())
        .startsWith(
            "\r\u001b[K──────────────────────── 100/10000  100/s  1:39 min left  frozen tower 'third'\r\u001b[K")
        .endsWith("\r\u001b[Kevaluating\n");
    assertThat(out.toString().split("\n", -1)).as("lines that stay").hasSize(2);
  }

  @Test
  void showsNoMoreRenewalsThanAnEyeCanFollow() {
    ConsoleObserver observer = observer(true);
    for (int batch = 1; batch <= 1000; batch++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(1);
      observer.embedding(new EmbeddingLog("third", batch, 1000, nanos / 1e9));
    }
    assertThat(out.toString().split("\r", -1)).hasSizeLessThanOrEqualTo(12);
  }

  @Test
  void tellsAVerdictInALineOfItsOwnWhenItBegins() {
    ConsoleObserver observer = observer(false);
    for (String text : List.of("", "waiting 20 %", "waiting 30 %", "", "waiting 40 %")) {
      observer.logged(step(text));
    }
    assertThat(out.toString().lines().filter(line -> !line.startsWith("Train Epoch")))
        .containsExactly("waiting 20 %", "waiting 40 %");
  }

  @Test
  void showsTheVerdictAtTheEndOfTheLineOnATerminal() {
    ConsoleObserver observer = observer(true);
    observer.logged(step("waiting 20 %"));
    assertThat(out.toString())
        .as("a line that stays, and the end of the one that renews itself")
        .startsWith("waiting 20 %\n")
        .endsWith("  waiting 20 %");
    observer.logged(step(""));
    assertThat(out.toString()).endsWith("  busy computing");
  }

  @Test
  void cutsWhatWouldNotFitIntoTheLineOfATerminal() {
    ConsoleObserver observer = observer(true);
    observer.logged(step("waiting for data 38 %: raise loader.workers from 2 to 4 (8 cores)"));
    String line = out.toString().substring(out.toString().lastIndexOf('\r'));
    assertThat(line.length() - ProgressText.CLEAR.length()).isEqualTo(99);
    assertThat(line).endsWith("raise load…");
  }

  @Test
  void letsAWarningStay() {
    ConsoleObserver observer = observer(true);
    observer.logged(step(""));
    observer.warn("the loss stays where it is");
    assertThat(out.toString()).endsWith("\r\u001b[Kwarning: the loss stays where it is\n");
  }

  private static StepLog step(String verdict) {
    Optional<Verdict> shown =
        verdict.isEmpty() ? Optional.empty() : Optional.of(new Verdict("waiting", verdict));
    StepResult result = new StepResult(2, Map.of(), Map.of(), 1, Map.of());
    return new StepLog(10, 100, 0, 80, 800, 8, 80, 0.1, 0.2, 1, shown, result);
  }

  /** A batch of 100 examples a second, for 25 seconds. */
  private void embed(ConsoleObserver observer) {
    for (int batch = 1; batch <= 25; batch++) {
      nanos += TimeUnit.SECONDS.toNanos(1);
      observer.embedding(new EmbeddingLog("third", 100L * batch, 10_000, batch));
    }
  }

  private ConsoleObserver observer(boolean terminal) {
    return new ConsoleObserver(new PrintWriter(out), terminal, 100, () -> nanos);
  }
}
