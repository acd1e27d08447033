package io.threetowers.core.embed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTextsTest {
  @TempDir private Path folder;

  /**
   * The golden is a file of ours that pyarrow and pandas have read (tools/goldens/npy_golden.py).
   */
  @Test
  void writesWhatPyarrowReads() throws Exception {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put("image_path", List.of("a/1", "a/2", "b"));
    columns.put("caption", List.of("grinning face", "", "Füße 🙂 \"quoted\", \n two lines"));
    columns.put("schema", List.of("x", "y", "x"));
    Path file = folder.resolve("texts.parquet");
    ParquetTexts.write(file, columns);
    Path golden = Path.of(ParquetTextsTest.class.getResource("texts.parquet").toURI());
    assertThat(file).hasSameBinaryContentAs(golden);
  }

  @Test
  void cutsAColumnIntoPagesThatAnyReaderTakes() throws IOException {
    List<String> long100 =
        IntStream.range(0, 100).mapToObj(i -> Integer.toString(i).repeat(20_000)).toList();
    Path file = folder.resolve("pages.parquet");
    ParquetTexts.write(file, Map.of("caption", long100));
    byte[] bytes = Files.readAllBytes(file);
    // Behind the magic number a page: type, sizes twice, then its values, each behind its length.
    assertThat(new String(bytes, 0, 4, UTF_8)).isEqualTo("PAR1");
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(4);
    int values = 0;
    int pages = 0;
    while (values < 100) {
      assertThat(buffer.get()).as("type of a page: field 1, i32").isEqualTo((byte) 0x15);
      assertThat(varint(buffer)).isZero();
      buffer.get();
      long size = varint(buffer) / 2;
      buffer.get();
      assertThat(varint(buffer) / 2).isEqualTo(size);
      assertThat(size).isBetween(1L, 1L << 21);
      assertThat(buffer.get()).as("header of a data page: field 5, struct").isEqualTo((byte) 0x2c);
      buffer.get();
      long count = varint(buffer) / 2;
      for (int skipped = 0; skipped < 8; skipped++) {
        buffer.get(); // three encodings, and the ends of both structs
      }
      int end = buffer.position() + (int) size;
      for (int i = 0; i < count; i++) {
        byte[] value = new byte[buffer.getInt()];
        buffer.get(value);
        assertThat(new String(value, UTF_8)).isEqualTo(long100.get(values++));
      }
      assertThat(buffer.position()).isEqualTo(end);
      pages++;
    }
    assertThat(pages).isGreaterThan(2);
    int footer = buffer.getInt(bytes.length - 8);
    assertThat(buffer.position()).isEqualTo(bytes.length - 8 - footer);
    assertThat(new String(bytes, bytes.length - 4, 4, UTF_8)).isEqualTo("PAR1");
  }

  private static long varint(ByteBuffer buffer) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = buffer.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
