package io.threetowers.testkit;

import static io.threetowers.testkit.TorchScripts.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tower;
import io.threetowers.core.builtin.TorchScriptConfig.Argument;
import io.threetowers.core.builtin.TorchScriptConfig.Pool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PyTorch computes with the same files, and what people get wrong with them. */
class TorchScriptTowerTest {
  private static final Optional<String> ONE = Optional.empty();
  private static final Optional<Pool> NO_POOL = Optional.empty();

  /** A trace that was made on a GPU names its device; the tower runs where the run runs. */
  @ParameterizedTest
  @ValueSource(strings = {"image.pt", "gpu.pt"})
  void computesWhatPyTorchComputesOfImages(String name) throws IOException {
    Tower tower = TorchScripts.image(file(name), Optional.of("pooled"), NO_POOL);
    try (TowerHarness harness = TowerHarness.pretrained(tower)) {
      Parity.assertGolden(harness, file("golden.image.safetensors"));
    }
  }

  @Test
  void computesWhatPyTorchComputesOfTexts() throws IOException {
    Tower tower =
        TorchScripts.text(
            "forward",
            List.of(Argument.IDS, Argument.MASK),
            Optional.of("0"),
            Optional.of(Pool.MEAN));
    try (TowerHarness harness = TowerHarness.pretrained(tower)) {
      Parity.assertGolden(harness, file("golden.text.safetensors"));
    }
  }

  /** Buffers stay in the file, a tied tensor is one parameter, and what PyTorch froze is frozen. */
  @Test
  void declaresTheParametersByTheirNamesInPyTorch() {
    Tower tower = TorchScripts.image(file("image.pt"), Optional.of("pooled"), NO_POOL);
    assertThat(tower.block().getParameters())
        .extracting(Pair::getKey)
        .containsExactly(
            "fixed",
            "stem.0.weight",
            "stem.1.weight",
            "stem.1.bias",
            "layers.0.conv.weight",
            "layers.0.norm.weight",
            "layers.0.norm.bias",
            "layers.1.norm.weight",
            "layers.1.norm.bias",
            "scales.0",
            "scales.1");
    assertThat(tower.block().getParameters().values())
        .filteredOn(parameter -> !parameter.requiresGradient())
        .extracting(Parameter::getName)
        .containsExactly("fixed");
  }

  @Test
  void takesTheMeanOfAMapOfFeatures() throws IOException {
    Tower tower = TorchScripts.image(file("image.pt"), Optional.of("map"), Optional.of(Pool.GRID));
    TowerHarness.pretrained(tower).close();
  }

  @Test
  void runsANetworkWhoseWeightsAreConstantsOfItsCode() throws IOException {
    Tower tower = TorchScripts.image(file("frozen.pt"), ONE, NO_POOL);
    assertThat(tower.block().getParameters()).isEmpty();
    try (TowerHarness frozen = TowerHarness.pretrained(tower);
        TowerHarness plain =
            TowerHarness.pretrained(TorchScripts.image(file("plain.pt"), ONE, NO_POOL))) {
      Floats.assertClose("rows", rows(frozen), rows(plain), 1e-5);
    }
  }

  private static float[] rows(TowerHarness harness) {
    try (var batch = TowerHarness.newManager()) {
      return harness
          .embed(harness.input(batch, SampleValues.of(harness.tower().modality())))
          .toFloatArray();
    }
  }

  @Test
  void tellsOfATraceInTrainingMode() {
    refuses(
        () -> load(TorchScripts.image(file("training-mode.pt"), ONE, NO_POOL)),
        "gives an example another row when others are beside it: it was saved in training mode, with dropout or the statistics of the batch; call model.eval() before torch.jit.trace");
  }

  @Test
  void tellsOfABatchThatTheTraceHasFixed() {
    refuses(
        () -> load(TorchScripts.image(file("fixed-batch.pt"), ONE, NO_POOL)),
        "takes 2 examples at once and not 3: its batch size was fixed when it was traced");
  }

  @Test
  void tellsWhichWidthAndPoolWouldBeRight() {
    refuses(
        () -> load(TorchScripts.image(file("plain.pt"), 13, "forward", ONE, NO_POOL)),
        "gives (3, 12) for 3 examples (16, 16, 3): say 'width: 12'");
    refuses(
        () -> load(TorchScripts.image(file("image.pt"), Optional.of("map"), NO_POOL)),
        "gives (3, 12, 7, 7) for 3 examples (16, 16, 3): say 'pool: grid' and 'width: 12'");
    refuses(
        () ->
            load(
                TorchScripts.text(
                    "forward", List.of(Argument.IDS, Argument.MASK), Optional.of("0"), NO_POOL)),
        "gives (3, 8, 12) for 3 examples (8): say which of the 8, 'pool: first' or 'pool: mean', and 'width: 12'");
  }

  @Test
  void tellsWhichMethodsThereAreAndWhatTheyTake() {
    refuses(
        () -> TorchScripts.image(file("plain.pt"), 12, "foward", ONE, NO_POOL),
        "has no method 'foward'; did you mean 'forward'?");
    refuses(
        () -> TorchScripts.text("forward", List.of(Argument.IDS), ONE, NO_POOL),
        "has the method forward(ids: Tensor, mask: Tensor, scale: float = …) -> Tuple[Tensor, Tensor], which gets ids here; say which it takes: 'arguments: [ids, mask]'");
  }

  @Test
  void tellsWhichOutputsThereAre() {
    refuses(
        () -> TorchScripts.text("forward", List.of(Argument.IDS, Argument.MASK), ONE, NO_POOL),
        "gives Tuple[Tensor, Tensor] from 'forward': one of them is needed; say which by 'output: 0'");
    refuses(
        () -> TorchScripts.image(file("plain.pt"), Optional.of("0"), NO_POOL),
        "gives Tensor from 'forward': 'output' is for a method that gives several; leave it out");
    refuses(() -> load(TorchScripts.image(file("image.pt"), Optional.of("pool"), NO_POOL)), "pool");
  }

  @Test
  void tellsOfFilesThatAreNoModules() {
    refuses(
        () -> TorchScripts.image(file("state.pt"), ONE, NO_POOL),
        "it holds weights and no code, as torch.save writes them; torch.jit.save(torch.jit.trace(model.eval(), example), FILE) writes both");
    refuses(
        () -> TorchScripts.image(file("golden.image.safetensors"), ONE, NO_POOL),
        "it is a safetensors file, and only what torch.jit.save wrote has code");
    refuses(
        () -> TorchScripts.image(file("double.pt"), ONE, NO_POOL),
        "its parameter 'conv.weight' is of type F64, and a tower computes in F32; save model.float()");
    refuses(() -> TorchScripts.image(file("none.pt"), ONE, NO_POOL), "there is no file");
  }

  private static void load(Tower tower) throws IOException {
    TowerHarness.pretrained(tower).close();
  }

  private static void refuses(ThrowingCallable made, String message) {
    assertThatExceptionOfType(InvalidInputException.class)
        .isThrownBy(made)
        .withMessageContaining(message);
  }
}
