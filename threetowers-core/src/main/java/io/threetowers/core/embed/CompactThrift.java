package io.threetowers.core.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * One struct in Thrift's compact protocol, in which Parquet writes all that is not data
 * (apache/thrift, doc/specs/thrift-compact-protocol.md). Fields come with ascending ids.
 */
final class CompactThrift {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private static final int SHORT_LIST = 15;

  private final ByteArrayOutputStream out;
  private int last;

  private CompactThrift(ByteArrayOutputStream out) {
    this.out = out;
  }

  /** The bytes of a struct with the fields that {@code fields} writes. */
  static byte[] struct(Consumer<CompactThrift> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(fields, out);
    return out.toByteArray();
  }

  private static void write(Consumer<CompactThrift> fields, ByteArrayOutputStream out) {
    fields.accept(new CompactThrift(out));
    out.write(0);
  }

  CompactThrift i32(int id, int value) {
    field(id, I32);
    integer(value);
    return this;
  }

  CompactThrift i64(int id, long value) {
    field(id, I64);
    integer(value);
    return this;
  }

  CompactThrift text(int id, String value) {
    field(id, BINARY);
    text(value);
    return this;
  }

  CompactThrift struct(int id, Consumer<CompactThrift> fields) {
    field(id, STRUCT);
    write(fields, out);
    return this;
  }

  CompactThrift i32s(int id, List<Integer> values) {
    list(id, I32, values.size());
    values.forEach(this::integer);
    return this;
  }

  CompactThrift texts(int id, List<String> values) {
    list(id, BINARY, values.size());
    values.forEach(this::text);
    return this;
  }

  <T> CompactThrift structs(int id, List<T> values, BiConsumer<CompactThrift, T> fields) {
    list(id, STRUCT, values.size());
    values.forEach(value -> write(struct -> fields.accept(struct, value), out));
    return this;
  }

  private void list(int id, int type, int size) {
    field(id, LIST);
    if (size < SHORT_LIST) {
      out.write(size << 4 | type);
    } else {
      out.write(SHORT_LIST << 4 | type);
      varint(size);
    }
  }

  /** No two ids that we write are further apart than the short form allows. */
  private void field(int id, int type) {
    out.write((id - last) << 4 | type);
    last = id;
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  /** Zigzag: small negative numbers are short, too. */
  private void integer(long value) {
    varint(value << 1 ^ value >> 63);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
