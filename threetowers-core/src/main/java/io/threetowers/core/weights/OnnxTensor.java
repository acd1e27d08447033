package io.threetowers.core.weights;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One {@code TensorProto} (onnx/onnx.proto), as it is read field by field. */
final class OnnxTensor {
  /** Numbers that are stored one by one and not as bytes: scalars and short lists. */
  private static final int MAX_SINGLE = 1 << 16;

  private static final int MAX_DIMENSIONS = 64;
  private static final int EXTERNAL = 1;

  /** By their numbers in {@code TensorProto.DataType}. */
  private static final Map<Integer, TensorType> TYPES =
      Map.ofEntries(
          Map.entry(1, TensorType.F32),
          Map.entry(2, TensorType.U8),
          Map.entry(3, TensorType.I8),
          Map.entry(4, TensorType.U16),
          Map.entry(5, TensorType.I16),
          Map.entry(6, TensorType.I32),
          Map.entry(7, TensorType.I64),
          Map.entry(9, TensorType.BOOL),
          Map.entry(10, TensorType.F16),
          Map.entry(11, TensorType.F64),
          Map.entry(12, TensorType.U32),
          Map.entry(13, TensorType.U64),
          Map.entry(16, TensorType.BF16),
          Map.entry(17, TensorType.F8_E4M3),
          Map.entry(19, TensorType.F8_E5M2));

  /** Opens a file beside the model. */
  @FunctionalInterface
  interface Beside {
    Bytes open(String name) throws IOException;
  }

  private final List<Long> dims = new ArrayList<>();
  private final List<Long> singles = new ArrayList<>();
  private final Map<String, String> external = new HashMap<>();
  private String name = "";
  private int type;
  private boolean isExternal;
  private @Nullable Bytes bytes;

  private OnnxTensor() {}

  /** Reads the fields. */
  static OnnxTensor read(ProtoMessage message) throws IOException {
    OnnxTensor tensor = new OnnxTensor();
    for (int field = message.next(); field != 0; field = message.next()) {
      switch (field) {
        case 1 -> numbers(message, tensor.dims, MAX_DIMENSIONS);
        case 2 -> tensor.type = (int) message.number();
        case 5, 7, 11 -> numbers(message, tensor.singles, MAX_SINGLE);
        case 4, 10, 9 -> tensor.values(message);
        case 8 -> tensor.name = message.text();
        case 13 -> tensor.external(message.message());
        case 14 -> tensor.isExternal = message.number() == EXTERNAL;
        default -> message.skip();
      }
    }
    return tensor;
  }

  String name() {
    return name;
  }

  private static void numbers(ProtoMessage message, List<Long> numbers, int most)
      throws IOException {
    if (!message.isLengthDelimited()) {
      numbers.add(message.number());
    } else {
      ProtoMessage packed = message.message();
      while (!packed.atEnd() && numbers.size() <= most) {
        numbers.add(packed.packed());
      }
    }
    if (numbers.size() > most) {
      throw new IllegalArgumentException(
          "it holds a tensor with more than %d single numbers or dimensions".formatted(most));
    }
  }

  /** Numbers as they lie in memory: raw, or packed floats or doubles. */
  private void values(ProtoMessage message) throws IOException {
    if (bytes != null || !message.isLengthDelimited()) {
      throw new IllegalArgumentException("it holds a tensor in pieces");
    }
    bytes = message.bytes();
  }

  private void external(ProtoMessage entry) throws IOException {
    String key = "";
    String value = "";
    for (int field = entry.next(); field != 0; field = entry.next()) {
      switch (field) {
        case 1 -> key = entry.text();
        case 2 -> value = entry.text();
        default -> entry.skip();
      }
    }
    external.put(key, value);
  }

  /**
   * The tensor, checked.
   *
   * @throws IllegalArgumentException if it is impossible; the message goes on from its name
   */
  Stored stored(Beside beside) throws IOException {
    TensorType known = TYPES.get(type);
    if (known == null) {
      throw new IllegalArgumentException("is of ONNX's type " + type + ", which no tower uses");
    }
    Shape shape = new Shape(dims.stream().mapToLong(Long::longValue).toArray());
    long size = Stored.count(shape.getShape(), known.bytes()) * known.bytes();
    return Stored.plain(known, shape, bytes(known, size, beside));
  }

  private Bytes bytes(TensorType known, long size, Beside beside) throws IOException {
    if (isExternal) {
      Bytes file = beside.open(external.getOrDefault("location", ""));
      long offset = whole("offset", 0);
      if (whole("length", size) != size) {
        throw new IllegalArgumentException("has another length in the file beside it");
      }
      return file.part(offset, size);
    }
    if (bytes != null) {
      return bytes;
    }
    ByteBuffer values =
        ByteBuffer.allocate(singles.size() * known.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (long single : singles) {
      for (int i = 0; i < known.bytes(); i++) {
        values.put((byte) (single >> (8 * i)));
      }
    }
    return new HeapBytes(values);
  }

  private long whole(String key, long otherwise) {
    String text = external.getOrDefault(key, Long.toString(otherwise));
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "has the impossible %s %s".formatted(key, Quoted.name(text)));
    }
    return Long.parseLong(text);
  }
}
