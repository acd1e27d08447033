package io.threetowers.core.weights;

import ai.djl.ndarray.types.Shape;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a safetensors file says about itself, checked against the size of the file.
 *
 * @param tensors by name
 * @param metadata the texts of {@code __metadata__}
 */
record SafetensorsHeader(SortedMap<String, Tensor> tensors, SortedMap<String, String> metadata) {
  static final String METADATA = "__metadata__";

  /**
   * One tensor.
   *
   * @param begin of its bytes, from the start of the data
   * @param end of its bytes, exclusive
   */
  record Tensor(TensorType type, Shape shape, long begin, long end) {}

  /**
   * Reads the JSON.
   *
   * @param dataLength bytes that follow the header
   * @throws IllegalArgumentException if the header is not JSON of that form or does not fit the
   *     data; the message goes on from the file's name
   */
  static SafetensorsHeader parse(String json, long dataLength) {
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    try {
      SafetensorsHeader header = readHeader(reader);
      header.checkRanges(dataLength);
      return header;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      // Gson's own messages span lines and advise programmers.
      throw new IllegalArgumentException(
          "its header is damaged at " + Quoted.name(reader.getPath()), e);
    }
  }

  private static SafetensorsHeader readHeader(JsonReader reader) throws IOException {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    SortedMap<String, String> metadata = new TreeMap<>();
    boolean metadataSeen = false;
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      boolean repeated;
      if (name.equals(METADATA)) {
        repeated = metadataSeen;
        metadataSeen = true;
        readMetadata(reader, metadata);
      } else {
        repeated = tensors.put(name, readTensor(reader, name)) != null;
      }
      if (repeated) {
        throw new IllegalArgumentException(Quoted.name(name) + " stands twice in its header");
      }
    }
    reader.endObject();
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalArgumentException("something follows the end of its header");
    }
    return new SafetensorsHeader(tensors, metadata);
  }

  private static void readMetadata(JsonReader reader, SortedMap<String, String> metadata)
      throws IOException {
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      require(reader, JsonToken.STRING);
      metadata.put(key, reader.nextString());
    }
    reader.endObject();
  }

  private static Tensor readTensor(JsonReader reader, String name) throws IOException {
    String type = "";
    List<Long> shape = List.of(-1L);
    List<Long> offsets = List.of();
    reader.beginObject();
    while (reader.hasNext()) {
      switch (reader.nextName()) {
        case "dtype" -> type = reader.nextString();
        case "shape" -> shape = readNumbers(reader);
        case "data_offsets" -> offsets = readNumbers(reader);
        default -> reader.skipValue();
      }
    }
    reader.endObject();
    return tensor(name, type, shape, offsets);
  }

  private static List<Long> readNumbers(JsonReader reader) throws IOException {
    List<Long> numbers = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      require(reader, JsonToken.NUMBER);
      numbers.add(reader.nextLong());
    }
    reader.endArray();
    return numbers;
  }

  private static Tensor tensor(String name, String typeName, List<Long> dims, List<Long> offsets) {
    TensorType type;
    try {
      type = TensorType.valueOf(typeName);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          Quoted.name(name) + " is of the unknown type " + Quoted.name(typeName));
    }
    long[] shape = dims.stream().mapToLong(Long::longValue).toArray();
    if (offsets.size() != 2 || offsets.get(0) < 0 || offsets.get(1) < offsets.get(0)) {
      throw new IllegalArgumentException(
          Quoted.name(name)
              + " has the impossible data_offsets "
              + Quoted.name(offsets.toString()));
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    try {
      if (Stored.count(shape, type.bytes()) * type.bytes() != end - begin) {
        throw new IllegalArgumentException(
            "of type %s and shape %s does not take the %d bytes that its data_offsets span"
                .formatted(type, new Shape(shape), end - begin));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Quoted.name(name) + " " + e.getMessage(), e);
    }
    return new Tensor(type, new Shape(shape), begin, end);
  }

  /**
   * Like the reference, insists that tensors lie end to end: nothing overlaps, nothing hides
   * between them.
   */
  private void checkRanges(long dataLength) {
    List<Map.Entry<String, Tensor>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Comparator.comparingLong((Map.Entry<String, Tensor> entry) -> entry.getValue().begin())
            .thenComparingLong(entry -> entry.getValue().end()));
    long expected = 0;
    for (Map.Entry<String, Tensor> entry : inOrder) {
      Tensor tensor = entry.getValue();
      if (tensor.end() > dataLength) {
        throw new IllegalArgumentException(
            "%s ends at byte %d of the data, which has only %d: the file was cut off"
                .formatted(Quoted.name(entry.getKey()), tensor.end(), dataLength));
      }
      if (tensor.begin() != expected) {
        throw new IllegalArgumentException(
            "%s begins at byte %d of the data, where the tensor before it ends at %d"
                .formatted(Quoted.name(entry.getKey()), tensor.begin(), expected));
      }
      expected = tensor.end();
    }
    if (expected != dataLength) {
      throw new IllegalArgumentException(
          "its last " + (dataLength - expected) + " bytes belong to no tensor");
    }
  }

  private static void require(JsonReader reader, JsonToken token) throws IOException {
    if (reader.peek() != token) {
      throw new IllegalArgumentException(
          "its header holds no " + token + " at " + Quoted.name(reader.getPath()));
    }
  }
}
