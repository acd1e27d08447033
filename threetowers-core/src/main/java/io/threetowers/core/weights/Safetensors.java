package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The safetensors format (huggingface/safetensors, README): the length of the header as u64, the
 * header as JSON, the values row by row; all little-endian.
 */
public final class Safetensors {
  /** Some 200,000 tensors; the reference implementation takes four times as many. */
  static final long MAX_HEADER = 25_000_000;

  private Safetensors() {}

  /**
   * Finds the tensors of a file.
   *
   * @throws IllegalArgumentException if it is damaged; the message goes on from the file's name
   */
  static StoredTensors.Contents read(Bytes file) throws IOException {
    long size = file.size();
    if (size < Long.BYTES) {
      throw new IllegalArgumentException(
          "it has " + size + " bytes, fewer than the length of a header takes");
    }
    long headerLength = file.small(0, Long.BYTES).getLong(0);
    if (headerLength < 0 || headerLength > Math.min(MAX_HEADER, size - Long.BYTES)) {
      throw new IllegalArgumentException(
          "it claims a header of %s bytes, but has %d bytes in all, and a header at most %d"
              .formatted(Long.toUnsignedString(headerLength), size, MAX_HEADER));
    }
    long dataStart = Long.BYTES + headerLength;
    SafetensorsHeader header =
        SafetensorsHeader.parse(
            decode(file.small(Long.BYTES, (int) headerLength)), size - dataStart);
    SortedMap<String, Stored> tensors = new TreeMap<>();
    header
        .tensors()
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name,
                    Stored.plain(
                        tensor.type(),
                        tensor.shape(),
                        file.part(dataStart + tensor.begin(), tensor.end() - tensor.begin()))));
    return new StoredTensors.Contents("safetensors", tensors, header.metadata(), "");
  }

  private static String decode(ByteBuffer json) {
    try {
      return UTF_8.newDecoder().decode(json).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its header is not UTF-8", e);
    }
  }

  /**
   * Writes a file: the same arrays give the same bytes. A file of that name is replaced once the
   * new one is whole.
   *
   * @param arrays float32 or float16, stored as F32 or F16, and int64, stored as I64; each below 2
   *     GiB a row
   * @param half whether floats are stored as F16, rounded to nearest even
   * @throws InvalidInputException if a value is too large for F16
   */
  public static void write(
      Path file, Map<String, NDArray> arrays, Map<String, String> metadata, boolean half)
      throws IOException {
    new SafetensorsWriter(arrays, metadata, half).write(file);
  }
}
