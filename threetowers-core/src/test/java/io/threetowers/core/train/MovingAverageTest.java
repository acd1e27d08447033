package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.Optimizer;
import io.threetowers.core.experiment.EmaSpec;
import io.threetowers.core.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovingAverageTest {
  @TempDir private Path folder;

  /** The recurrence in doubles, over the values that the parameters had after each step. */
  @ParameterizedTest
  @CsvSource({"0.9, false", "0.9999, false", "0.5, true", "0.9999, true"})
  void isTheExponentialAverageOfEveryTrainedParameter(double decay, boolean warmup)
      throws IOException {
    try (TinyExperiment tiny = tiny();
        Optimizer optimizer = tiny.optimizer()) {
      MovingAverage average = new MovingAverage(new EmaSpec(decay, warmup), tiny.model);
      TrainingStep step = tiny.step(optimizer, Optional.of(average));
      Map<String, double[]> expected = new TreeMap<>();
      tiny.model.trained().forEach((name, array) -> expected.put(name, doubles(array)));
      for (int t = 0; t < 25; t++) {
        train(tiny, step, t);
        double stays = warmup ? Math.min(decay, (1.0 + t) / (10.0 + t)) : decay;
        expected.forEach(
            (name, values) -> {
              float[] now = tiny.model.state().get(name).toFloatArray();
              for (int i = 0; i < values.length; i++) {
                values[i] = stays * values[i] + (1 - stays) * now[i];
              }
            });
      }
      assertThat(average.state().keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (name, values) ->
              assertThat(doubles(average.state().get(name)))
                  .as(name)
                  .containsExactly(values, within(2e-6)));
    }
  }

  @Test
  void lendsItsWeightsToTheModelAndGivesBackTheOwnBitForBit() throws IOException {
    try (TinyExperiment tiny = tiny();
        Optimizer optimizer = tiny.optimizer()) {
      MovingAverage average = new MovingAverage(new EmaSpec(0.9, false), tiny.model);
      TrainingStep step = tiny.step(optimizer, Optional.of(average));
      for (int t = 0; t < 3; t++) {
        train(tiny, step, t);
      }
      Map<String, float[]> own = values(tiny.model.state());
      Map<String, float[]> averaged = values(average.state());
      int arrays = tiny.model.manager().getManagedArrays().size();
      assertThatThrownBy(
              () ->
                  average.during(
                      () -> {
                        values(tiny.model.state())
                            .forEach(
                                (name, value) ->
                                    assertThat(value)
                                        .as(name)
                                        .isEqualTo(averaged.getOrDefault(name, own.get(name))));
                        throw new IllegalArgumentException("an evaluator fails");
                      }))
          .hasMessage("an evaluator fails");
      assertEqual(values(tiny.model.state()), own);
      assertEqual(values(average.state()), averaged);
      assertThat(averaged.get("heads.img.weight")).isNotEqualTo(own.get("heads.img.weight"));
      assertThat(tiny.model.manager().getManagedArrays()).hasSize(arrays);
    }
  }

  @Test
  void changesNothingOfTheTraining() throws IOException {
    assertEqual(trained(Optional.of(new EmaSpec(0.99, true))), trained(Optional.<EmaSpec>empty()));
  }

  private Map<String, float[]> trained(Optional<EmaSpec> spec) throws IOException {
    try (TinyExperiment tiny = tiny();
        Optimizer optimizer = tiny.optimizer()) {
      Model model = tiny.model;
      TrainingStep step =
          tiny.step(optimizer, spec.map(settings -> new MovingAverage(settings, model)));
      for (int t = 0; t < 3; t++) {
        train(tiny, step, t);
      }
      return values(model.state());
    }
  }

  private TinyExperiment tiny() throws IOException {
    return new TinyExperiment(TinyExperiment.THREE_TOWERS.formatted(""), folder);
  }

  private static void train(TinyExperiment tiny, TrainingStep step, int number) {
    try (NDManager scope = tiny.model.manager().newSubManager()) {
      step.run(number, tiny.input(scope, number), scope, 1);
    }
  }

  private static Map<String, float[]> values(Map<String, NDArray> arrays) {
    Map<String, float[]> values = new TreeMap<>();
    arrays.forEach((name, array) -> values.put(name, array.toFloatArray()));
    return values;
  }

  private static double[] doubles(NDArray array) {
    float[] values = array.toFloatArray();
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static void assertEqual(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
  }
}
