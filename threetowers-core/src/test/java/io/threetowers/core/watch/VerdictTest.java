package io.threetowers.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of verdicts, each sentence word by word. */
class VerdictTest {

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of(
            "reading",
            pulse(2, 8, Map.of("wait", 0.38, "read", 0.8, "collate", 0.02)),
            "waiting for data 38 %: reading takes longest, 82 % of the time; put the data on a faster disk"),
        Arguments.of(
            "workers",
            pulse(2, 8, Map.of("wait", 0.38, "decode", 1.7, "transform", 0.2)),
            "waiting for data 38 %: raise loader.workers from 2 to 4 (8 cores)"),
        Arguments.of(
            "workers",
            pulse(2, 3, Map.of("wait", 0.9, "decode", 1.9)),
            "waiting for data 90 %: raise loader.workers from 2 to 3 (3 cores)"),
        Arguments.of(
            "decoding",
            pulse(4, 4, Map.of("wait", 0.2, "decode", 3.0, "transform", 0.5)),
            "waiting for data 20 %: all 4 cores have a worker and decoding takes longest; store the images smaller"),
        Arguments.of(
            "augmenting",
            pulse(4, 4, Map.of("wait", 0.2, "augment", 3.0, "decode", 0.5)),
            "waiting for data 20 %: all 4 cores have a worker and augmenting takes longest; make loader.augment lighter"),
        Arguments.of(
            "transforming",
            pulse(4, 4, Map.of("wait", 0.2, "transform", 3.0, "decode", 0.5)),
            "waiting for data 20 %: all 4 cores have a worker and the towers' transforms take longest; store the images at the towers' size, or choose a faster tokenizer"),
        Arguments.of(
            "unsteady",
            pulse(2, 8, Map.of("wait", 0.2, "decode", 0.5)),
            "waiting for data 20 %: the workers are busy 25 % of the time, so it comes in bursts; raise loader.prefetch from 2 to 4"),
        Arguments.of(
            "checkpoint",
            new Pulse(new Lapse(1, Map.of(), 0.3, 0.14), 2, 2, 8, Map.of()),
            "checkpoints take 14 % of the time: save less often, with checkpoint.every or checkpoint.minutes"),
        Arguments.of(
            "evaluation",
            new Pulse(new Lapse(1, Map.of(), 0.3, 0.04), 2, 2, 8, Map.of()),
            "evaluation takes 30 % of the time: raise train.evaluate-every"),
        Arguments.of(
            "frozen",
            new Pulse(new Lapse(1, Map.of(), 0, 0), 2, 2, 8, Map.of("third", 0.45, "fourth", 0.1)),
            "the frozen tower 'third' takes 45 % of each step: a new run with towers.third.cache=true towers.third.views=K keeps its embeddings of K augmented views"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void saysWhatTakesHowMuchAndWhatToDo(String rule, Pulse pulse, String sentence) {
    assertThat(VerdictRule.of(pulse)).contains(new Verdict(rule, sentence));
  }

  @Test
  void hasAWordForEachRuleAndATestForEachWord() {
    assertThat(table().map(line -> line.get()[0]).distinct())
        .containsExactlyElementsOf(VerdictRule.TABLE.stream().map(VerdictRule::name).toList());
  }

  @Test
  void saysNothingWhereAllIsWell() {
    Map<String, Double> stages =
        Map.of("wait", 0.09, "read", 0.9, "decode", 1.9, "transform", 0.1, "loss", 0.5);
    Pulse pulse = new Pulse(new Lapse(1, stages, 0.09, 0.09), 2, 2, 8, Map.of("third", 0.09));
    assertThat(VerdictRule.of(pulse)).isEmpty();
  }

  @Test
  void doesNotFlap() {
    SteadyVerdict steady = new SteadyVerdict();
    Pulse slow = pulse(2, 8, Map.of("wait", 0.38, "decode", 1.9));
    Pulse well = pulse(2, 8, Map.of());
    List<Pulse> logs =
        List.of(slow, well, slow, slow, well, slow, slow, slow, well, slow, well, well, well, slow);
    List<Boolean> shown = logs.stream().map(steady::after).map(Optional::isPresent).toList();
    assertThat(shown)
        .containsExactly(
            false, false, false, false, false, false, false, true, true, true, true, true, false,
            false);
  }

  private static Pulse pulse(int workers, int cores, Map<String, Double> stages) {
    return new Pulse(new Lapse(1, new HashMap<>(stages), 0, 0), workers, 2, cores, Map.of());
  }
}
