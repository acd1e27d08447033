package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @TempDir Path folder;

  @AfterEach
  void closeManager() {
    manager.close();
  }

  /** Written by the Python library: tools/goldens/safetensors_golden.py. */
  @Test
  void readsWhatThePythonLibraryWrote() throws Exception {
    try (WeightFile file = WeightFile.open(Goldens.file("golden.safetensors"))) {
      assertThat(file.names())
          .containsExactly("a.half", "blocks.0.attn.qkv.weight", "naïve", "step");
      assertThat(file.metadata()).containsExactly(Map.entry("run", "emoji \"3T\""));
      assertThat(file.type("a.half")).isEqualTo(TensorType.F16);
      assertThat(file.shape("blocks.0.attn.qkv.weight")).isEqualTo(new Shape(2, 3));

      NDArray weight = file.read("blocks.0.attn.qkv.weight", manager);
      assertThat(weight.toFloatArray()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
      NDArray half = file.read("a.half", manager);
      assertThat(half.getDataType()).isEqualTo(DataType.FLOAT32);
      assertThat(half.toFloatArray()).containsExactly(1, -2.5f, 65504, 0x1p-24f);
      NDArray step = file.read("step", manager);
      assertThat(step.getShape()).isEqualTo(new Shape());
      assertThat(step.toLongArray()).containsExactly(500);
      assertThat(file.read("naïve", manager).getShape()).isEqualTo(new Shape(0, 3));
    }
  }

  @Test
  void widensBf16() throws Exception {
    Path file =
        file(
            "{\"x\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[0,6]}}",
            0x80,
            0x3f,
            0x49,
            0x40,
            0x7f,
            0xff);
    try (WeightFile tensors = WeightFile.open(file)) {
      assertThat(tensors.read("x", manager).toFloatArray())
          .containsExactly(1, 3.140625f, -0x1.fep127f);
    }
  }

  @Test
  void readsBeyondTwoGibibytes() throws Exception {
    long padding = 5L << 29;
    Path file =
        file(
            "{\"padding\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},\"tail\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}"
                .formatted(padding, padding, padding, padding + 4));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer seven = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 7);
      channel.write(seven, channel.size() + padding);
    }
    try (WeightFile tensors = WeightFile.open(file)) {
      assertThat(tensors.read("tail", manager).toFloatArray()).containsExactly(7);
    }
  }

  @Test
  void readsATensorInManyPieces() throws Exception {
    NDArray large =
        manager.arange(3 * Pieces.CHUNK / 4).toType(DataType.FLOAT32, false).reshape(-1, 1024);
    Path file = folder.resolve("large.safetensors");
    Safetensors.write(file, Map.of("x", large), Map.of(), false);
    try (WeightFile tensors = WeightFile.open(file)) {
      assertThat(tensors.read("x", manager).contentEquals(large)).isTrue();
    }
  }

  @Test
  void leavesNoArrayBehind() throws Exception {
    try (WeightFile file = WeightFile.open(Goldens.file("golden.safetensors"))) {
      int before = manager.getManagedArrays().size();
      file.read("a.half", manager);
      assertThat(manager.getManagedArrays()).hasSize(before + 1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}  | 'x' of type F32 and shape (1) does not take the 8 bytes
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 'x' stands twice
          {"x":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}} | 'x' has an impossible shape
          {"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | 'x' has an impossible shape
          {"x":{"dtype":"F32","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}} | 'x' has an impossible shape
          {"x":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}} | 'x' is of the unknown type 'F33'
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}} | 'x' has the impossible data_offsets '[8, 0]'
          {"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}} | 'x' ends at byte 12 of the data, which has only 8: the file was cut off
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 'y' begins at byte 4 of the data, where the tensor before it ends at 8
          {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  | its last 4 bytes belong to no tensor
          {"x":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}} | its header is damaged at '$.x.shape[0]'
          {"x":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}} | its header holds no NUMBER at '$.x.shape[0]'
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}} | its header is damaged at
          {"x":                                                   | its header is damaged at '$.x'
          []                                                      | its header is damaged at
          """)
  void refusesADamagedHeader(String header, String problem) throws IOException {
    Path file = file(header, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("'" + file + "' is no whole safetensors file: ")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesAHeaderLongerThanTheFileBeforeItAllocates() throws IOException {
    Path file = folder.resolve("claims.safetensors");
    Files.write(file, new byte[] {-1, -1, -1, -1, -1, -1, -1, 127, '{', '}'});
    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "claims a header of 9223372036854775807 bytes, but has 10 bytes in all");
  }

  @Test
  void refusesAFileThatIsNotThere() {
    assertThatThrownBy(() -> WeightFile.open(folder.resolve("none.safetensors")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("there is no file '" + folder.resolve("none.safetensors") + "'");
    assertThatThrownBy(() -> WeightFile.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("'" + folder + "' is a folder; name the weight file in it");
  }

  @Test
  void saysWhatATextInPlaceOfWeightsBeginsWith() throws IOException {
    Path file = folder.resolve("pointer.safetensors");
    Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n");
    assertThatThrownBy(() -> WeightFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "it is text that begins with 'version https://git-lfs.github.com/spec/';"
                + " was it downloaded in full?");
  }

  @Test
  void refusesToReadATypeThatNoTowerUses() throws IOException {
    Path file = file("{\"mask\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", 0, 1);
    try (WeightFile tensors = WeightFile.open(file)) {
      assertThatThrownBy(() -> tensors.read("mask", manager))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "'"
                  + file
                  + "' holds 'mask' as BOOL, and only F32, F16, BF16, F64 and I64 can be read");
    }
  }

  private Path file(String header, int... data) throws IOException {
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json);
    for (int value : data) {
      bytes.put((byte) value);
    }
    Path file = folder.resolve("model.safetensors");
    Files.write(file, bytes.array());
    return file;
  }
}
