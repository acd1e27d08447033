package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.google.gson.stream.JsonWriter;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a safetensors file, byte for byte as the reference implementation does, in pieces. */
final class SafetensorsWriter {
  private final List<Entry> entries;
  private final Map<String, String> metadata;

  private record Entry(String name, NDArray array, TensorType type) {
    long bytes() {
      return array.getShape().size() * type.bytes();
    }
  }

  SafetensorsWriter(Map<String, NDArray> arrays, Map<String, String> metadata, boolean half) {
    // The reference's order (safetensors/src/tensor.rs, prepare): wide types first, so that all are
    // aligned; then names.
    this.entries =
        arrays.entrySet().stream()
            .map(
                entry ->
                    new Entry(entry.getKey(), entry.getValue(), stored(entry.getValue(), half)))
            .sorted(Comparator.comparing(Entry::type).reversed().thenComparing(Entry::name))
            .toList();
    this.metadata = new TreeMap<>(metadata);
  }

  private static TensorType stored(NDArray array, boolean half) {
    return switch (Lifted.type(array)) {
      case FLOAT32, FLOAT16 -> half ? TensorType.F16 : TensorType.F32;
      case INT64 -> TensorType.I64;
      default ->
          throw new IllegalArgumentException(
              "no array of type " + array.getDataType() + " is saved");
    };
  }

  void write(Path file) throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        writeFully(channel, header());
        for (Entry entry : entries) {
          write(channel, entry);
        }
        channel.force(true);
      }
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private ByteBuffer header() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      if (!metadata.isEmpty()) {
        json.name(SafetensorsHeader.METADATA).beginObject();
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.name(entry.getKey()).value(entry.getValue());
        }
        json.endObject();
      }
      long offset = 0;
      for (Entry entry : entries) {
        json.name(entry.name()).beginObject().name("dtype").value(entry.type().name());
        json.name("shape").beginArray();
        for (long size : entry.array().getShape().getShape()) {
          json.value(size);
        }
        json.endArray();
        json.name("data_offsets")
            .beginArray()
            .value(offset)
            .value(offset + entry.bytes())
            .endArray();
        json.endObject();
        offset += entry.bytes();
      }
      json.endObject();
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    int padded = (bytes.length + 7) / 8 * 8;
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(padded).put(bytes);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }

  private static void write(FileChannel channel, Entry entry) throws IOException {
    NDArray array = Lifted.of(entry.array());
    try {
      write(channel, entry, array);
    } finally {
      if (array != entry.array()) {
        array.close();
      }
    }
  }

  private static void write(FileChannel channel, Entry entry, NDArray array) throws IOException {
    Pieces.each(
        array,
        Float.BYTES,
        values -> {
          NDArray converted = convert(values, entry);
          try {
            writeFully(channel, converted.toByteBuffer(true));
          } finally {
            if (converted != values) {
              converted.close();
            }
          }
        });
  }

  private static NDArray convert(NDArray values, Entry entry) {
    return Autograd.notRecording(
        () ->
            switch (entry.type()) {
              case F16 -> half(values, entry.name());
              case F32 -> values.toType(DataType.FLOAT32, false);
              default -> values;
            });
  }

  private static NDArray half(NDArray values, String name) {
    NDArray half = values.toType(DataType.FLOAT16, true);
    if (infinities(half) != infinities(values)) {
      half.close();
      throw new InvalidInputException(
          "'"
              + name
              + "' holds values beyond 65504, the largest that F16 can store; write F32 instead");
    }
    return half;
  }

  private static long infinities(NDArray values) {
    try (NDArray infinite = values.isInfinite();
        NDArray count = infinite.countNonzero()) {
      return count.getLong();
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
