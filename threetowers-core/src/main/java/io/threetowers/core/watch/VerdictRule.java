package io.threetowers.core.watch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One line of the table of verdicts.
 *
 * @param name unique
 * @param applies whether it does
 * @param text one sentence: what takes how much, and what to do
 */
record VerdictRule(String name, Predicate<Pulse> applies, Function<Pulse, String> text) {
  /** A share below which all is well. */
  private static final double NOTABLE = 0.1;

  /** From this share on, a thread that loads is what the others wait for. */
  private static final double BUSY = 0.6;

  /** The first that applies counts. */
  static final List<VerdictRule> TABLE =
      List.of(
          waiting(
              "reading",
              pulse -> pulse.reading() >= BUSY && pulse.reading() >= pulse.busy(),
              pulse ->
                  "reading takes longest, %s of the time; put the data on a faster disk"
                      .formatted(percent(pulse.reading()))),
          waiting(
              "workers",
              pulse -> pulse.busy() >= BUSY && pulse.workers() < pulse.cores(),
              pulse ->
                  "raise loader.workers from %d to %d (%d cores)"
                      .formatted(pulse.workers(), moreWorkers(pulse), pulse.cores())),
          waiting(
              "decoding",
              pulse -> pulse.busy() >= BUSY && longest(pulse, Stage.DECODE),
              pulse ->
                  "all %d cores have a worker and decoding takes longest; store the images smaller"
                      .formatted(pulse.cores())),
          waiting(
              "augmenting",
              pulse -> pulse.busy() >= BUSY && longest(pulse, Stage.AUGMENT),
              pulse ->
                  "all %d cores have a worker and augmenting takes longest; make loader.augment lighter"
                      .formatted(pulse.cores())),
          waiting(
              "transforming",
              pulse -> pulse.busy() >= BUSY,
              pulse ->
                  "all %d cores have a worker and the towers' transforms take longest; store the images at the towers' size, or choose a faster tokenizer"
                      .formatted(pulse.cores())),
          waiting(
              "unsteady",
              pulse -> true,
              pulse ->
                  "the workers are busy %s of the time, so it comes in bursts; raise loader.prefetch from %d to %d"
                      .formatted(percent(pulse.busy()), pulse.prefetch(), 2 * pulse.prefetch())),
          new VerdictRule(
              "checkpoint",
              pulse -> pulse.lapse().checkpointShare() >= NOTABLE,
              pulse ->
                  "checkpoints take %s of the time: save less often, with checkpoint.every or checkpoint.minutes"
                      .formatted(percent(pulse.lapse().checkpointShare()))),
          new VerdictRule(
              "evaluation",
              pulse -> pulse.lapse().evaluationShare() >= NOTABLE,
              pulse ->
                  "evaluation takes %s of the time: raise train.evaluate-every"
                      .formatted(percent(pulse.lapse().evaluationShare()))),
          new VerdictRule(
              "frozen",
              pulse -> pulse.slowestFrozenShare() >= NOTABLE,
              pulse ->
                  "the frozen tower '%1$s' takes %2$s of each step: a new run with towers.%1$s.cache=true towers.%1$s.views=K keeps its embeddings of K augmented views"
                      .formatted(pulse.slowestFrozen(), percent(pulse.slowestFrozenShare()))));

  /** What the table says. */
  static Optional<Verdict> of(Pulse pulse) {
    return TABLE.stream()
        .filter(rule -> rule.applies().test(pulse))
        .findFirst()
        .map(rule -> new Verdict(rule.name(), rule.text().apply(pulse)));
  }

  private static VerdictRule waiting(
      String name, Predicate<Pulse> cause, Function<Pulse, String> text) {
    return new VerdictRule(
        name,
        pulse -> pulse.waiting() >= NOTABLE && cause.test(pulse),
        pulse -> "waiting for data %s: %s".formatted(percent(pulse.waiting()), text.apply(pulse)));
  }

  private static int moreWorkers(Pulse pulse) {
    return Math.min(pulse.cores(), Math.max(pulse.workers() + 1, pulse.workersNeeded()));
  }

  private static boolean longest(Pulse pulse, String stage) {
    return List.of(Stage.DECODE, Stage.AUGMENT, Stage.TRANSFORM).stream()
        .allMatch(other -> pulse.lapse().seconds(stage) >= pulse.lapse().seconds(other));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
