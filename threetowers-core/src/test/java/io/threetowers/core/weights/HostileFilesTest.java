package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.threetowers.api.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that claim, contain or ask for what they should not. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
final class HostileFilesTest {
  private static final String NPY = "\u0093NUMPY\u0001\u0000";

  @TempDir Path folder;

  @Test
  void refusesTwoEntriesOfOneName() throws IOException {
    Path file = zip(Map.of("a.npy", npy("(1,)"), "b.npy", npy("(1,)")));
    Files.write(
        file,
        new String(Files.readAllBytes(file), ISO_8859_1)
            .replace("b.npy", "a.npy")
            .getBytes(ISO_8859_1));
    assertRefused(file, "'a.npy' stands twice in its zip table");
  }

  @Test
  void refusesNamesThatLeadOutside() throws IOException {
    assertRefused(
        zip(Map.of("../a.npy", npy("(1,)"))),
        "its zip entry '../a.npy' names a place outside the archive");
  }

  @Test
  void refusesAZipThatWasCutOff() throws IOException {
    byte[] whole = Files.readAllBytes(zip(Map.of("a.npy", npy("(1,)"))));
    Path file = folder.resolve("cut.npz");
    Files.write(file, Arrays.copyOf(whole, whole.length - 30));
    assertRefused(file, "its zip table is damaged, cut off or far too long");
  }

  @Test
  void refusesAnArrayLargerThanItsEntry() throws IOException {
    assertRefused(
        zip(Map.of("a.npy", npy("(922337203685477580, 16)"))),
        "its array 'a' has an impossible shape");
    assertRefused(
        zip(Map.of("a.npy", npy("(1000000000, 1000000)"))),
        "its array 'a' of type F32 and shape (1000000000, 1000000) does not take the 4 bytes");
  }

  @Test
  void refusesABombBeforeItUnpacks() throws IOException {
    Path file = zip(Map.of("a.npy", npy("(1,)")));
    byte[] bytes = Files.readAllBytes(file);
    int size = new String(bytes, ISO_8859_1).indexOf("PK\u0001\u0002") + 24;
    bytes[size + 3] = 0x70;
    Files.write(file, bytes);
    assertRefused(file, "its zip entry 'a.npy' claims 187904");
  }

  @Test
  void refusesATableOfVeryManyEntries() throws IOException {
    Map<String, String> entries = new HashMap<>();
    for (int i = 0; i < 40_000; i++) {
      entries.put("an.array.of.some.name." + i + ".npy", "");
    }
    assertRefused(zip(entries), "its zip table is damaged, cut off or far too long");
  }

  @Test
  void tellsADoubleThatNoFloatCanHold() throws IOException {
    Path file = folder.resolve("double.safetensors");
    String header = "{\"x\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    ByteBuffer bytes = ByteBuffer.allocate(16 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(UTF_8)).putDouble(1e300);
    Files.write(file, bytes.array());
    try (WeightFile weights = WeightFile.open(file);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThatThrownBy(() -> weights.read("x", manager))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("1 of the 1 values of 'x' are infinite");
    }
  }

  @Test
  void tellsAWrongChecksum() throws Exception {
    byte[] bytes = Files.readAllBytes(Goldens.file("stored.npz"));
    int kernel = new String(bytes, ISO_8859_1).indexOf("img/embedding/kernel.npy") + 180;
    bytes[kernel] ^= 1;
    Path file = folder.resolve("flipped.npz");
    Files.write(file, bytes);
    try (WeightFile weights = WeightFile.open(file);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThatThrownBy(() -> weights.read("img/embedding/kernel", manager))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("'%s' is damaged at 'img/embedding/kernel': its checksum is another", file);
    }
  }

  @Test
  void refusesOperationsThatNoStateDictNeeds() throws IOException {
    assertPickleRefused("(i", "its pickle holds the operation 0x69 at byte 3");
    assertPickleRefused("I1\n.", "its pickle holds the operation 0x49");
    assertPickleRefused(
        "cbuiltins\neval\nX\u0005\u0000\u0000\u00001 + 1\u0085R.",
        "it asks for 'builtins.eval', which is no tensor");
    assertPickleRefused("X\u00ff\u00ff\u00ff\u007f", "its pickle is cut off");
    assertPickleRefused(".", "its pickle is damaged near byte 3");
    assertPickleRefused("h\u0001.", "its pickle is damaged near byte 4");
  }

  /** Each list holds the one before it twice. */
  @Test
  void survivesListsOfLists() throws IOException {
    StringBuilder bomb = new StringBuilder("}(X\u0001\u0000\u0000\u0000a]q\u0000");
    for (int i = 0; i < 200; i++) {
      bomb.append("0](h\u0000h\u0000eq\u0000");
    }
    assertPickleRefused(bomb + "u.", "it holds no mapping of names to tensors");
  }

  @Test
  void survivesADictionaryThatHoldsItself() throws IOException {
    assertPickleRefused(
        "}q\u0000(X\u0001\u0000\u0000\u0000ah\u0000X\u0001\u0000\u0000\u0000bh\u0000u.",
        "its objects contain each other too often");
  }

  @Test
  void refusesAPickleWithoutEnd() throws IOException {
    assertPickleRefused("]0".repeat(1_500_000), "its pickle is too long");
  }

  @Test
  void survivesAModelThatClaimsMoreThanItHas() throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, new byte[] {8, 6, 58, -1, -1, -1, -1, 127, 1, 2, 3, 4});
    assertRefused(file, "it names 34359738367 bytes from byte 8, where 4 are left");
  }

  private void assertPickleRefused(String operations, String problem) throws IOException {
    Path file = zip(Map.of("m/data.pkl", "\u0080\u0002" + operations));
    assertRefused(file, problem);
  }

  private static void assertRefused(Path file, String problem) {
    assertThatThrownBy(() -> WeightFile.open(file).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("'" + file + "' is no whole ")
        .hasMessageContaining(problem)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static String npy(String shape) {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(shape);
    return NPY + (char) header.length() + "\u0000" + header + "\u0000\u0000\u0080?";
  }

  private Path zip(Map<String, String> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, UTF_8)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(ISO_8859_1));
      }
    }
    Path file = folder.resolve("weights.npz");
    Files.write(file, bytes.toByteArray());
    return file;
  }
}
