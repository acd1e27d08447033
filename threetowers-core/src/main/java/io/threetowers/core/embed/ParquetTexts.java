package io.threetowers.core.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes a table of texts as Parquet: one row group, required UTF-8 columns, plain and uncompressed
 * (apache/parquet-format, src/main/thrift/parquet.thrift, from which the numbers are).
 *
 * <p>It is the form in which clip-retrieval reads keys and captions, and this little of it is all
 * that they need; the library that writes all of it brings Hadoop along.
 */
final class ParquetTexts {
  private static final byte[] MAGIC = "PAR1".getBytes(UTF_8);
  private static final int PAGE_BYTES = 1 << 20;

  private static final int BYTE_ARRAY = 6;
  private static final int REQUIRED = 0;
  private static final int UTF8 = 0;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int UNCOMPRESSED = 0;
  private static final int DATA_PAGE = 0;

  private final FileChannel channel;

  private ParquetTexts(FileChannel channel) {
    this.channel = channel;
  }

  /** Where the pages of a column are. */
  private record Chunk(String name, long offset, long bytes) {}

  /**
   * Of the schema.
   *
   * @param columns of the root; a column has none
   */
  private record Element(String name, int columns) {}

  /**
   * Writes a file, in place of any that is there, and brings it to the disk.
   *
   * @param columns by name, in their order; all of the same length
   */
  static void write(Path file, Map<String, List<String>> columns) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      new ParquetTexts(channel).write(columns);
      channel.force(true);
    }
  }

  private void write(Map<String, List<String>> columns) throws IOException {
    put(MAGIC);
    List<Chunk> chunks = new ArrayList<>();
    long rows = 0;
    for (Map.Entry<String, List<String>> column : columns.entrySet()) {
      long start = channel.position();
      pages(column.getValue());
      chunks.add(new Chunk(column.getKey(), start, channel.position() - start));
      rows = column.getValue().size();
    }
    byte[] footer = footer(chunks, rows);
    put(footer);
    put(littleEndian(footer.length));
    put(MAGIC);
  }

  private void pages(List<String> values) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    int count = 0;
    for (String value : values) {
      byte[] bytes = value.getBytes(UTF_8);
      page.writeBytes(littleEndian(bytes.length));
      page.writeBytes(bytes);
      count++;
      if (page.size() >= PAGE_BYTES) {
        page(page, count);
        count = 0;
      }
    }
    if (count > 0) {
      page(page, count);
    }
  }

  private void page(ByteArrayOutputStream page, int count) throws IOException {
    put(
        CompactThrift.struct(
            header ->
                header
                    .i32(1, DATA_PAGE)
                    .i32(2, page.size())
                    .i32(3, page.size())
                    .struct(5, data -> data.i32(1, count).i32(2, PLAIN).i32(3, RLE).i32(4, RLE))));
    put(page.toByteArray());
    page.reset();
  }

  private static byte[] footer(List<Chunk> chunks, long rows) {
    List<Element> elements = new ArrayList<>(List.of(new Element("schema", chunks.size())));
    chunks.forEach(chunk -> elements.add(new Element(chunk.name(), 0)));
    long bytes = chunks.stream().mapToLong(Chunk::bytes).sum();
    return CompactThrift.struct(
        file ->
            file.i32(1, 1)
                .structs(2, elements, ParquetTexts::element)
                .i64(3, rows)
                .structs(
                    4,
                    List.of(chunks),
                    (group, all) ->
                        group
                            .structs(1, all, (chunk, column) -> column(chunk, column, rows))
                            .i64(2, bytes)
                            .i64(3, rows))
                .text(6, "threetowers"));
  }

  private static void element(CompactThrift struct, Element element) {
    if (element.columns() > 0) {
      struct.text(4, element.name()).i32(5, element.columns());
    } else {
      struct
          .i32(1, BYTE_ARRAY)
          .i32(3, REQUIRED)
          .text(4, element.name())
          .i32(6, UTF8)
          .struct(10, type -> type.struct(1, string -> {}));
    }
  }

  private static void column(CompactThrift chunk, Chunk column, long rows) {
    chunk
        .i64(2, column.offset())
        .struct(
            3,
            data ->
                data.i32(1, BYTE_ARRAY)
                    .i32s(2, List.of(PLAIN))
                    .texts(3, List.of(column.name()))
                    .i32(4, UNCOMPRESSED)
                    .i64(5, rows)
                    .i64(6, column.bytes())
                    .i64(7, column.bytes())
                    .i64(9, column.offset()));
  }

  private static byte[] littleEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  private void put(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
