package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One array of NumPy (numpy/lib/format.py): magic, version, a Python dictionary, numbers. */
final class NpyHeader {
  static final String MAGIC = "\u0093NUMPY";

  private static final int FIXED = 8;
  private static final int LONGEST = 1 << 16;

  /** As NumPy itself writes it: the keys in order, nothing that would have to be evaluated. */
  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{'descr': ?'([^']{1,40})', ?'fortran_order': ?(True|False), ?'shape': ?\\(([0-9, L]*)\\),? ?\\}\\s*");

  /**
   * V2 is what becomes of bfloat16, a type that NumPy lacks (big_vision, utils.py, recover_dtype).
   */
  private static final Map<String, TensorType> TYPES =
      Map.ofEntries(
          Map.entry("<f2", TensorType.F16),
          Map.entry("<f4", TensorType.F32),
          Map.entry("<f8", TensorType.F64),
          Map.entry("|V2", TensorType.BF16),
          Map.entry("<V2", TensorType.BF16),
          Map.entry("|b1", TensorType.BOOL),
          Map.entry("|i1", TensorType.I8),
          Map.entry("<i2", TensorType.I16),
          Map.entry("<i4", TensorType.I32),
          Map.entry("<i8", TensorType.I64),
          Map.entry("|u1", TensorType.U8),
          Map.entry("<u2", TensorType.U16),
          Map.entry("<u4", TensorType.U32),
          Map.entry("<u8", TensorType.U64));

  private NpyHeader() {}

  /**
   * Finds the numbers of an array.
   *
   * @throws IllegalArgumentException if it is damaged or of a type without numbers; the message
   *     goes on from its name
   */
  static Stored read(Bytes bytes) throws IOException {
    if (bytes.size() < FIXED + Integer.BYTES) {
      throw new IllegalArgumentException("has only " + bytes.size() + " bytes");
    }
    ByteBuffer start = bytes.small(0, FIXED + Integer.BYTES);
    if (!bytes.text(0, MAGIC.length(), ISO_8859_1).equals(MAGIC)) {
      throw new IllegalArgumentException("is no array of NumPy");
    }
    int version = start.get(MAGIC.length());
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException("is of the unknown version " + version);
    }
    int begin = version == 1 ? FIXED + Short.BYTES : FIXED + Integer.BYTES;
    long length = version == 1 ? start.getShort(FIXED) & 0xffff : start.getInt(FIXED) & 0xffffffffL;
    if (length > Math.min(LONGEST, bytes.size() - begin)) {
      throw new IllegalArgumentException(
          "claims a header of %d bytes, but has %d in all".formatted(length, bytes.size()));
    }
    String text = bytes.text(begin, (int) length, ISO_8859_1);
    long data = begin + length;
    return parse(text, bytes.part(data, bytes.size() - data));
  }

  private static Stored parse(String header, Bytes numbers) {
    Matcher matcher = DICTIONARY.matcher(header);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "has the header %s, which is none of a plain array"
              .formatted(Quoted.name(header.trim())));
    }
    TensorType type = type(matcher.group(1));
    Shape shape = shape(matcher.group(3));
    return matcher.group(2).equals("False")
        ? Stored.plain(type, shape, numbers)
        : Stored.plain(type, reversed(shape), numbers).transposed();
  }

  private static TensorType type(String name) {
    TensorType type = TYPES.get(name);
    if (type != null) {
      return type;
    }
    if (name.startsWith(">") && TYPES.containsKey("<" + name.substring(1))) {
      throw new IllegalArgumentException(
          "is big-endian %s; save it again by .astype('<%s')"
              .formatted(Quoted.name(name), name.substring(1)));
    }
    throw new IllegalArgumentException(
        name.equals("|O")
            ? "holds Python objects, which are never run; save plain arrays"
            : "is of type " + Quoted.name(name) + ", which holds no numbers that a tower uses");
  }

  private static Shape shape(String text) {
    String plain = text.replace(" ", "").replace("L", "").replaceFirst(",$", "");
    if (plain.isEmpty()) {
      return new Shape();
    }
    String[] sizes = plain.split(",", -1);
    long[] shape = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i].isEmpty() || sizes[i].length() > 18) {
        throw new IllegalArgumentException("has the impossible shape " + Quoted.name(text));
      }
      shape[i] = Long.parseLong(sizes[i]);
    }
    return new Shape(shape);
  }

  private static Shape reversed(Shape shape) {
    long[] sizes = shape.getShape();
    long[] reversed = new long[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      reversed[i] = sizes[sizes.length - 1 - i];
    }
    return new Shape(reversed);
  }
}
