package io.threetowers.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.core.script.TorchScript;
import io.threetowers.core.weights.Safetensors;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightLoadingTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final ScriptBlock block =
      ScriptBlock.builder(new TorchScript(""), "forward", shapes -> shapes)
          .parameter("blocks.0.weight", new Shape(2, 3), Initializers.ones())
          .constant("mean", new Shape(), Initializers.zeros())
          .build();

  @TempDir Path folder;

  @BeforeEach
  void initialize() {
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void fillsTheExistingArraysWhichStillRequireGradients() throws Exception {
    NDArray weight = block.getDirectParameters().get("blocks.0.weight").getArray();
    new WeightLoading("tower 'image'", block)
        .putAll(
            file(
                Map.of(
                    "blocks.0.weight",
                    manager.arange(6f).reshape(2, 3),
                    "mean",
                    manager.create(4f))));

    assertThat(block.getDirectParameters().get("blocks.0.weight").getArray()).isSameAs(weight);
    assertThat(weight.toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(weight.hasGradient()).isTrue();
    assertThat(block.getDirectParameters().get("mean").getArray().getFloat()).isEqualTo(4);
  }

  @Test
  void putsOneArray() {
    WeightLoading weights = new WeightLoading("tower 'image'", block);
    weights.put("mean", manager.create(2f));
    weights.put("blocks.0.weight", manager.full(new Shape(2, 3), 3));
    assertThat(block.getDirectParameters().get("mean").getArray().getFloat()).isEqualTo(2);
    assertThat(block.getDirectParameters().get("blocks.0.weight").getArray().sum().getFloat())
        .isEqualTo(18);
  }

  @Test
  void listsEverythingThatDoesNotFitAtOnce() throws Exception {
    Map<String, NDArray> arrays = new TreeMap<>();
    arrays.put("blocks.0.weight", manager.zeros(new Shape(3, 2)));
    for (int i = 10; i < 22; i++) {
      arrays.put("other." + i, manager.zeros(new Shape(1)));
    }
    Path file = file(arrays);
    assertThatThrownBy(() -> new WeightLoading("tower 'image'", block).putAll(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'"
                + file
                + "' does not fit tower 'image': it lacks 'mean'; no parameter is named 'other.10', 'other.11', "
                + "'other.12', 'other.13', 'other.14' and 7 more; 'blocks.0.weight' has shape (3, 2) where (2, 3) is needed");
  }

  @Test
  void renamesTensorsAndLeavesSomeOut() throws Exception {
    Path file =
        file(
            Map.of(
                "visual.blocks.0.weight",
                manager.full(new Shape(2, 3), 5f),
                "visual.mean",
                manager.create(4f),
                "visual.batches",
                manager.create(1L),
                "classifier.weight",
                manager.zeros(new Shape(9, 2))));
    WeightLoading loading = new WeightLoading("tower 'image'", block);
    loading.putAll(file, WeightLoadingTest::parameterOf);
    assertThat(loading.uses())
        .singleElement()
        .hasToString(
            "'" + file + "', 2 of 4 tensors; 2 left out: classifier.weight, visual.batches");
    assertThat(block.getDirectParameters().get("mean").getArray().getFloat()).isEqualTo(4);
    assertThat(block.getDirectParameters().get("blocks.0.weight").getArray().sum().getFloat())
        .isEqualTo(30);
  }

  @Test
  void tellsNamesAsTheyShouldBeAndAsTheyStandInTheFile() throws Exception {
    Path file =
        file(
            Map.of(
                "visual.blocks.0.weight",
                manager.zeros(new Shape(3, 2)),
                "mean",
                manager.zeros(new Shape()),
                "visual.mean",
                manager.create(1L),
                "visual.std",
                manager.create(1f)));
    assertThatThrownBy(
            () ->
                new WeightLoading("tower 'image'", block)
                    .putAll(file, WeightLoadingTest::parameterOf))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'"
                + file
                + "' does not fit tower 'image': no parameter is named 'std' ('visual.std' in the file); "
                + "'mean', 'visual.mean' would all be 'mean'; "
                + "'blocks.0.weight' ('visual.blocks.0.weight' in the file) has shape (3, 2) where (2, 3) is needed, "
                + "'mean' ('visual.mean' in the file) is of type I64 where float32 is needed");
  }

  @Test
  void asksForAnotherArchitectureWhereNoNameMatches() throws Exception {
    Path file =
        file(
            Map.of(
                "conv1.weight", manager.zeros(new Shape(2, 3)), "fc", manager.zeros(new Shape(1))));
    assertThatThrownBy(() -> new WeightLoading("the tower", block).putAll(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'"
                + file
                + "' does not fit the tower: none of its 2 tensors ('conv1.weight', …) has the name of one of the 2 parameters ('blocks.0.weight', …); are they of another architecture, or named by another library?");
  }

  private static Optional<String> parameterOf(String tensor) {
    boolean leftOut = tensor.startsWith("classifier.") || tensor.endsWith("batches");
    return leftOut ? Optional.empty() : Optional.of(tensor.replaceFirst("^visual\\.", ""));
  }

  @Test
  void refusesWholeNumbersForFloats() throws Exception {
    Path file =
        file(Map.of("blocks.0.weight", manager.zeros(new Shape(2, 3)), "mean", manager.create(1L)));
    assertThatThrownBy(() -> new WeightLoading("tower 'image'", block).putAll(file))
        .hasMessageEndingWith("'mean' is of type I64 where float32 is needed");
  }

  @Test
  void refusesAnUnknownParameterAndAnotherShape() {
    WeightLoading weights = new WeightLoading("tower 'image'", block);
    assertThatThrownBy(() -> weights.put("std", manager.create(2f)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("tower 'image' has no parameter 'std', only blocks.0.weight, mean");
    assertThatThrownBy(() -> weights.put("mean", manager.zeros(new Shape(2))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the weights for tower 'image' do not fit: 'mean' has shape (2) where () is needed");
  }

  private Path file(Map<String, NDArray> arrays) throws Exception {
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(file, arrays, Map.of(), false);
    return file;
  }
}
