package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The gradients of a tower in the host's own step, as the host may be told to run it.
 *
 * @param tower describes a new one with the same settings at each call
 * @param examples what it is fed
 */
record StepGradients(Function<BuildContext, Tower> tower, List<Value> examples) {
  private static final String STAGES = "activation-checkpointing: true";

  /** Stage by stage the same as of the whole, in one piece and in micro-batches. */
  void assertSameInStages() throws IOException {
    SortedMap<String, float[]> whole = of("fp32", "");
    for (String settings : List.of("", ", micro-batch: 2")) {
      of("fp32", STAGES + settings)
          .forEach((name, values) -> Floats.assertClose(name, values, whole.get(name), 1e-5));
    }
  }

  /** Near those of float32, and not the same, whole and stage by stage. */
  void assertNearInBfloat16() throws IOException {
    SortedMap<String, float[]> exact = of("fp32", "");
    double whole = Floats.cosine(of("bf16", ""), exact);
    assertThat(whole).as("cosine of bf16 and fp32 gradients").isBetween(0.98, 1 - 1e-9);
    if (!described().stages().isEmpty()) {
      double staged = Floats.cosine(of("bf16", STAGES), exact);
      assertThat(staged).as("the same in stages").isBetween(0.98, 1 - 1e-9);
    }
  }

  private SortedMap<String, float[]> of(String precision, String settings) throws IOException {
    Tower rows = described();
    return OneStep.gradients(
        tower, batch -> TowerHarness.input(rows, batch, examples), precision, settings);
  }

  private Tower described() {
    return tower.apply(new HostContext("tower"));
  }
}
