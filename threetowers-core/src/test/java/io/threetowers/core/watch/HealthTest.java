package io.threetowers.core.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HealthTest {
  private final Health health = new Health();
  private final List<String> told = new ArrayList<>();
  private long step;

  @Test
  void tellsAgainOnlyAfterItWasWellAndSomeTimeHasPassed() {
    repeat(200, duplicates(0.5));
    assertThat(told).hasSize(1);
    repeat(1, duplicates(0));
    repeat(20, duplicates(0.5));
    assertThat(told).hasSize(2);
    repeat(1, duplicates(0));
    repeat(20, duplicates(0.5));
    assertThat(told).as("too soon").hasSize(2);
    repeat(100, duplicates(0.5));
    assertThat(told).as("once it may").hasSize(3);
  }

  @Test
  void isPatientAndStartsToCountAnewAfterOneGoodLog() {
    repeat(9, duplicates(0.5));
    repeat(1, duplicates(0));
    repeat(9, duplicates(0.5));
    assertThat(told).isEmpty();
    repeat(1, duplicates(0.5));
    assertThat(told).hasSize(1);
  }

  @Test
  void isAsPatientWithARunThatLogsEachStep() {
    for (step = 1; step <= 49; step++) {
      told.addAll(health.after(at(step, duplicates(0.5))));
    }
    assertThat(told).isEmpty();
    told.addAll(health.after(at(50, duplicates(0.5))));
    assertThat(told).hasSize(1);
  }

  @Test
  void saysThatTheDistinctFieldDoesNotHelp() {
    Vitals vitals =
        new Vitals(
            0,
            8,
            false,
            Optional.of("concept"),
            List.of(),
            Map.of(),
            List.of(),
            Map.of(),
            Map.of("text", 0.3));
    repeat(10, vitals);
    assertThat(told)
        .containsExactly(
            "30 % of the rows that tower 'text' reads in a batch equal another's, and the loss takes them for negatives: loader.distinct: concept does not keep them apart");
  }

  @Test
  void toleratesALossLikeAGuessWhileTheLearningRateRises() {
    repeat(50, edge(true, 2.08));
    assertThat(told).isEmpty();
    repeat(19, edge(false, 2.08));
    assertThat(told).isEmpty();
    repeat(1, edge(false, 2.08));
    assertThat(told).hasSize(1);
  }

  @Test
  void seesEmbeddingsOnALine() {
    Vitals.Spread line = new Vitals.Spread(0.1, 1.2, 192);
    Vitals.Spread narrow = new Vitals.Spread(0.1, 1.2, 4);
    repeat(10, spreads(Map.of("img", line, "few", narrow)));
    assertThat(told)
        .containsExactly(
            "the embeddings 'img' have collapsed onto a line: they spread over 1.2 of their 192 dimensions; lower optimizer.lr, lengthen schedule.warmup or set train.clip-norm");
  }

  @Test
  void namesDeadParametersByTheirCommonPrefix() {
    Map<String, Double> gradients = new TreeMap<>();
    for (String layer : List.of("towers.text.blocks.0", "towers.text.blocks.1", "heads.txt")) {
      gradients.put(layer + ".weight", layer.startsWith("towers") ? 0.0 : 1.0);
      gradients.put(layer + ".bias", 0.0);
    }
    gradients.put("towers.image.first.weight", 0.5);
    repeat(
        30,
        new Vitals(
            0, 8, false, Optional.empty(), List.of(), Map.of(), List.of(), gradients, Map.of()));
    assertThat(told)
        .containsExactly(
            "no gradient has reached heads.txt.bias, towers.text (4) in the last 10 logs: freeze what is not to learn (frozen-parameters), or join an edge to what it computes");
  }

  @Test
  void isPatientAgainWithParametersThatWereFrozenMeanwhile() {
    repeat(9, gradients(Map.of("towers.image.first.weight", 0.0, "heads.img.bias", 1.0)));
    repeat(9, gradients(Map.of("heads.img.bias", 1.0)));
    repeat(9, gradients(Map.of("towers.image.first.weight", 0.0, "heads.img.bias", 1.0)));
    assertThat(told).isEmpty();
  }

  private static Vitals gradients(Map<String, Double> norms) {
    return new Vitals(
        0, 8, false, Optional.empty(), List.of(), Map.of(), List.of(), norms, Map.of());
  }

  private void repeat(int logs, Vitals vitals) {
    for (int i = 0; i < logs; i++) {
      step += 10;
      told.addAll(health.after(at(step, vitals)));
    }
  }

  private static Vitals at(long step, Vitals vitals) {
    return new Vitals(
        step,
        vitals.batch(),
        vitals.warmingUp(),
        vitals.distinct(),
        vitals.edges(),
        vitals.spreads(),
        vitals.limits(),
        vitals.gradients(),
        vitals.duplicates());
  }

  private static Vitals duplicates(double share) {
    return new Vitals(
        0,
        8,
        false,
        Optional.empty(),
        List.of(),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of("text", share));
  }

  private static Vitals edge(boolean warmingUp, double loss) {
    return new Vitals(
        0,
        8,
        warmingUp,
        Optional.empty(),
        List.of(new Vitals.EdgeLoss("img-txt", loss, Math.log(8))),
        Map.of(),
        List.of(),
        Map.of(),
        Map.of());
  }

  private static Vitals spreads(Map<String, Vitals.Spread> spreads) {
    return new Vitals(
        0, 8, false, Optional.empty(), List.of(), spreads, List.of(), Map.of(), Map.of());
  }
}
