package io.threetowers.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that the libraries themselves wrote: tools/goldens/weight_files.py. */
final class WeightFileTest {
  private static final float[] RAMP = {0, 0.25f, 0.5f, 0.75f, 1, 1.25f};

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @TempDir Path folder;

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void readsWhatNumPyWrote(String name) throws Exception {
    try (WeightFile file = WeightFile.open(Goldens.file(name))) {
      assertThat(file.format()).isEqualTo("NumPy");
      assertThat(file.names())
          .containsExactly(
              "empty",
              "img/Transformer/encoderblock_0/LayerNorm_0/scale",
              "img/bfloat",
              "img/double",
              "img/embedding/kernel",
              "img/fortran",
              "img/half",
              "t",
              "txt/ids",
              "txt/int");
      for (String ramp : new String[] {"bfloat", "double", "embedding/kernel", "fortran", "half"}) {
        assertReads(file, "img/" + ramp, new Shape(2, 3), RAMP);
      }
      assertThat(file.type("img/bfloat")).isEqualTo(TensorType.BF16);
      assertReads(file, "t", new Shape(), 2.5f);
      assertReads(file, "empty", new Shape(0, 3));
      assertThat(file.read("txt/ids", manager).toLongArray()).containsExactly(1, -2, 1L << 40);
      assertThatThrownBy(() -> file.read("txt/int", manager))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("holds 'txt/int' as I32, and only");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.pt", "state-protocol4.pt", "state-legacy.pt"})
  void readsWhatTorchSaved(String name) throws Exception {
    try (WeightFile file = WeightFile.open(Goldens.file(name))) {
      assertThat(file.format()).isEqualTo("PyTorch");
      assertThat(file.names())
          .containsExactly(
              "bfloat",
              "double",
              "empty",
              "half",
              "ints",
              "parameter",
              "plain",
              "repeated",
              "sliced",
              "steps",
              "tail",
              "transposed");
      assertReads(file, "plain", new Shape(2, 3), RAMP);
      float[] transposed = new float[24];
      for (int i = 0; i < transposed.length; i++) {
        transposed[i] = i % 4 * 6 + i / 4;
      }
      assertReads(file, "transposed", new Shape(6, 4), transposed);
      assertReads(file, "sliced", new Shape(2, 3), 6, 8, 10, 12, 14, 16);
      assertReads(file, "tail", new Shape(4), 20, 21, 22, 23);
      assertReads(file, "repeated", new Shape(2, 3), 7, 7, 7, 7, 7, 7);
      assertReads(file, "half", new Shape(3), 1, -2.5f, 65504);
      assertReads(file, "bfloat", new Shape(3), 1, 3.140625f, -2);
      assertReads(file, "double", new Shape(1), 0.1f);
      assertReads(file, "parameter", new Shape(2), 0.5f, -0.5f);
      assertReads(file, "empty", new Shape(0, 3));
      assertThat(file.read("steps", manager).toLongArray()).containsExactly(1L << 40);
      assertThat(file.type("ints")).isEqualTo(TensorType.I32);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoint.pt", "checkpoint.pt:state_dict", "two-models.pt:ema"})
  void findsTheStateDictInACheckpoint(String name) throws Exception {
    try (WeightFile file = WeightFile.open(golden(name))) {
      assertThat(file.names()).containsExactly("bias", "weight");
      assertReads(file, "weight", new Shape(2), 1, 1);
    }
  }

  @Test
  void namesTwoStateDictsByTheirKeys() throws Exception {
    try (WeightFile file = WeightFile.open(golden("two-models.pt"))) {
      assertThat(file.names())
          .containsExactly("ema/bias", "ema/weight", "model/bias", "model/weight");
    }
  }

  @Test
  void readsAModuleOfTorchScriptByItsAttributes() throws Exception {
    try (WeightFile file = WeightFile.open(golden("module.pt"))) {
      assertThat(file.format()).isEqualTo("TorchScript");
      assertThat(file.names())
          .containsExactly("mask", "visual.linear.bias", "visual.linear.weight", "visual.scale");
      assertReads(file, "visual.linear.weight", new Shape(1, 2), 1.5f, -2);
      assertReads(file, "visual.linear.bias", new Shape(1), 0.25f);
      assertReads(file, "visual.scale", new Shape(), 3);
      assertThat(file.read("mask", manager).toLongArray()).containsExactly(0, 1, 2);
    }
    try (WeightFile part = WeightFile.open(golden("module.pt:visual"))) {
      assertThat(part.names()).containsExactly("linear.bias", "linear.weight", "scale");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "external.onnx"})
  void readsTheInitialisersOfOnnxByTheNamesThatTheyHad(String name) throws Exception {
    try (WeightFile file = WeightFile.open(golden(name))) {
      assertThat(file.format()).isEqualTo("ONNX");
      assertThat(file.names())
          .containsExactly(
              "dense.bias",
              "dense.weight",
              "doubles",
              "floats",
              "half",
              "halves",
              "head.projection.weight",
              "kept.weight",
              "longs",
              "scalar");
      assertReads(file, "dense.weight", new Shape(2, 3), 0, 2, 4, 1, 3, 5);
      assertReads(file, "head.projection.weight", new Shape(2, 3), 1, 3, 5, 2, 4, 6);
      assertReads(file, "kept.weight", new Shape(2, 2), 1, 2, 3, 4);
      assertReads(file, "half", new Shape(1), 1.5f);
      assertReads(file, "floats", new Shape(3), 0.5f, -1, 2);
      assertReads(file, "doubles", new Shape(1), 0.1f);
      assertReads(file, "halves", new Shape(2), 1.5f, -2);
      assertReads(file, "scalar", new Shape(), 4);
      assertThat(file.read("longs", manager).toLongArray()).containsExactly(-1, 1L << 40);
    }
  }

  @Test
  void readsShards() throws Exception {
    try (WeightFile file = WeightFile.open(golden("model.safetensors.index.json"))) {
      assertThat(file.names()).containsExactly("a", "b");
      assertReads(file, "a", new Shape(2), 1, 1);
      assertReads(file, "b", new Shape(1, 2), 0, 0);
    }
  }

  @Test
  void overwritesAnArrayWhereItIs() throws Exception {
    NDArray target = manager.zeros(new Shape(6, 4));
    target.setRequiresGradient(true);
    try (WeightFile file = WeightFile.open(golden("state.pt"))) {
      file.readInto("transposed", target);
    }
    assertThat(Arrays.copyOf(target.toFloatArray(), 5)).containsExactly(0, 6, 12, 18, 1);
    assertThat(target.hasGradient()).isTrue();
  }

  /** The engine shows the bytes of a copy of such an array, and not its own. */
  @Test
  void overwritesAnArrayThatDoesNotLieRowByRow() throws Exception {
    NDArray columns = manager.zeros(new Shape(3, 2));
    try (WeightFile file = WeightFile.open(golden("state.pt"))) {
      file.readInto("plain", columns.transpose());
    }
    assertThat(columns.toFloatArray()).containsExactly(0, 0.75f, 0.25f, 1, 0.5f, 1.25f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nan.npz            | x
          nan.pt             | weight
          """)
  void tellsHowManyValuesAreNotFinite(String name, String tensor) throws Exception {
    try (WeightFile file = WeightFile.open(golden(name))) {
      assertThatThrownBy(() -> file.read(tensor, manager))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "'%s' is damaged: 2 of the 3 values of '%s' are infinite or not numbers"
                  .formatted(golden(name), tensor));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          runs-a-command.pt  | is no whole weight file: it asks for 'posix.system', which is no tensor, number, text or plain container; nothing was run
          runs-a-command.pkl | is no whole file of torch.save: it asks for 'posix.system', which is no tensor, number, text or plain container; nothing was run
          documents.zip      | is no whole weight file: it is a zip archive with neither a data.pkl, as torch.save writes it, nor arrays of NumPy
          objects.npz        | is no whole weight file: its array 'x' holds Python objects, which are never run; save plain arrays
          big-endian.npz     | is no whole weight file: its array 'x' is big-endian '>f4'; save it again by .astype('<f4')
          list.pt            | is no whole weight file: it holds no mapping of names to tensors; save a state_dict
          stored.npz:image   | has no sub-tree 'image'
          stored.npz:imgs    | has no sub-tree 'imgs'; did you mean 'img'?
          """)
  void refusesWhatHoldsNoWeights(String name, String problem) throws Exception {
    assertThatThrownBy(() -> WeightFile.open(golden(name)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("'" + golden(name.replaceFirst(":.*", "")) + "' " + problem);
    assertThat(Path.of("ran.txt")).doesNotExist();
  }

  @Test
  void tellsWhichShardIsMissingOrElsewhere() throws Exception {
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"weight_map\": {\"a\": \"model-1.safetensors\"}}");
    assertThatThrownBy(() -> WeightFile.open(index))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'%s' names the shard 'model-1.safetensors', which is not beside it".formatted(index));
    Files.copy(Goldens.file("golden-f32.safetensors"), folder.resolve("model-1.safetensors"));
    assertThatThrownBy(() -> WeightFile.open(index))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'%s' says that 'a' is in 'model-1.safetensors', but it is not".formatted(index));
    Files.writeString(index, "{\"weight_map\": {\"a\": \"model.safetensors.index.json\"}}");
    assertThatThrownBy(() -> WeightFile.open(index))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'%s' is no whole weight file: it is an index of shards itself".formatted(index));
    Files.writeString(index, "{\"weight_map\": {\"a\": \"../model-1.safetensors\"}}");
    assertThatThrownBy(() -> WeightFile.open(index))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it names the file '../model-1.safetensors', which is no name");
  }

  @Test
  void findsTheFileOfASubtreeUnlessOneHasTheWholeName() throws IOException {
    Path file = Files.createFile(folder.resolve("w.npz"));
    Path whole = folder.resolve("w.npz:img");
    assertThat(WeightFile.fileOf(whole)).isEqualTo(file);
    Files.createFile(whole);
    assertThat(WeightFile.fileOf(whole)).isEqualTo(whole);
    Path none = folder.resolve("none.npz:img");
    assertThat(WeightFile.fileOf(none)).isEqualTo(none);
  }

  private static Path golden(String name) throws Exception {
    int colon = name.indexOf(':');
    Path file = Goldens.file(colon < 0 ? name : name.substring(0, colon));
    return colon < 0 ? file : file.resolveSibling(name);
  }

  private void assertReads(WeightFile file, String name, Shape shape, float... values)
      throws IOException {
    NDArray array = file.read(name, manager);
    assertThat(array.getDataType()).as(name).isEqualTo(DataType.FLOAT32);
    assertThat(array.getShape()).as(name).isEqualTo(shape);
    assertThat(array.toFloatArray()).as(name).containsExactly(values);
  }
}
