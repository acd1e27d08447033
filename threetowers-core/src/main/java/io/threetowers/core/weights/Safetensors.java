package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A safetensors file of any size, read tensor by tensor.
 *
 * <p>The format (huggingface/safetensors, README): the length of the header as u64, the header as
 * JSON, the values row by row; all little-endian. Everything that the header claims is checked
 * before it is used.
 *
 * <p>Values go through a small buffer and not through a memory map: a map of a file that somebody
 * shortens takes the process down, and it is released only when the garbage collector pleases. Used
 * by one thread.
 */
public final class Safetensors implements WeightFile {

  /** The limit of the reference implementation. */
  private static final long MAX_HEADER = 100_000_000;

  private static final int TEXT = 40;

  /** Bytes that pass through memory at a time; more only where one row of a tensor is longer. */
  static final int CHUNK = 1 << 24;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private Safetensors(Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws InvalidInputException if the file is missing or damaged
   */
  public static Safetensors open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          Files.isDirectory(file)
              ? "'" + file + "' is a folder; name the safetensors file in it"
              : "there is no file '" + file + "'");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return open(file, channel);
    } catch (IllegalArgumentException e) {
      channel.close();
      throw new InvalidInputException(
          "'" + file + "' is no whole safetensors file: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Safetensors open(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new IllegalArgumentException(
          "it has " + size + " bytes, fewer than the length of a header takes");
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, length, 0);
    long headerLength = length.getLong(0);
    refuseText(channel);
    if (headerLength < 0 || headerLength > Math.min(MAX_HEADER, size - Long.BYTES)) {
      refuseTorch((int) headerLength);
      throw new IllegalArgumentException(
          "it claims a header of %s bytes, but has %d bytes in all, and a header at most %d"
              .formatted(Long.toUnsignedString(headerLength), size, MAX_HEADER));
    }
    ByteBuffer json = ByteBuffer.allocate((int) headerLength);
    readFully(channel, json, Long.BYTES);
    long dataStart = Long.BYTES + headerLength;
    SafetensorsHeader header = SafetensorsHeader.parse(decode(json.flip()), size - dataStart);
    return new Safetensors(file, channel, header, dataStart);
  }

  /** An error page, or a pointer of Git LFS, in place of the file that it stands for. */
  private static void refuseText(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate((int) Math.min(TEXT, channel.size()));
    readFully(channel, start, 0);
    String text = new String(start.array(), ISO_8859_1);
    if (text.chars().limit(Long.BYTES).allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "it is text that begins with '%s'; was it downloaded in full?"
              .formatted(text.replaceFirst("(?s)[^ -~].*", "")));
    }
  }

  /**
   * What {@code torch.save} writes: a zip archive, or before PyTorch 1.6 a pickle of protocol 2.
   */
  private static void refuseTorch(int start) {
    boolean zip = start == 0x04034b50;
    boolean pickle = (start & 0xffff) == 0x0280;
    if (zip || pickle) {
      throw new IllegalArgumentException(
          "it is %s, as torch.save writes it; save it again by safetensors.torch.save_file"
              .formatted(zip ? "a zip archive" : "a pickle"));
    }
  }

  private static String decode(ByteBuffer json) {
    try {
      return UTF_8.newDecoder().decode(json).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its header is not UTF-8", e);
    }
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(header.tensors().keySet()));
  }

  @Override
  public SortedMap<String, String> metadata() {
    return Collections.unmodifiableSortedMap(header.metadata());
  }

  @Override
  public Shape shape(String name) {
    return tensor(name).shape();
  }

  @Override
  public TensorType type(String name) {
    return tensor(name).type();
  }

  @Override
  public NDArray read(String name, NDManager manager) throws IOException {
    NDArray array = manager.create(shape(name), readable(name));
    try {
      readInto(name, array);
      return array;
    } catch (IOException | RuntimeException e) {
      array.close();
      throw e;
    }
  }

  @Override
  public void readInto(String name, NDArray target) throws IOException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    readable(name);
    if (!target.getShape().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "tensor "
              + Quoted.name(name)
              + " has shape "
              + tensor.shape()
              + ", not "
              + target.getShape());
    }
    Rows rows = Rows.of(target, tensor.type().bytes());
    long rowBytes = tensor.type().bytes() * rows.width();
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      ByteBuffer stored = scope.allocateDirect(Math.toIntExact(rows.perChunk() * rowBytes));
      ByteBuffer widened =
          tensor.type() == TensorType.BF16 ? scope.allocateDirect(2 * stored.capacity()) : stored;
      for (long first = 0; first < rows.count(); first += rows.perChunk()) {
        long last = Math.min(first + rows.perChunk(), rows.count());
        stored.clear().limit((int) ((last - first) * rowBytes));
        readFully(channel, stored, dataStart + tensor.begin() + first * rowBytes);
        stored.flip();
        if (tensor.type() == TensorType.BF16) {
          widen(stored, widened);
        }
        try (NDArray values =
            scope.create(widened, rows.shape(last - first), chunkType(tensor.type()))) {
          rows.set(first, last, values);
        }
      }
    }
  }

  /** The engine turns F16 into float32 as it copies. */
  private static DataType chunkType(TensorType type) {
    return type == TensorType.F16 ? DataType.FLOAT16 : type.readAs().orElseThrow();
  }

  /**
   * A bf16 number is the upper half of a float32; DJL ends the process when it is asked for a bf16
   * array.
   */
  private static void widen(ByteBuffer bf16, ByteBuffer f32) {
    f32.clear();
    while (bf16.hasRemaining()) {
      f32.putInt(bf16.getShort() << 16);
    }
    f32.flip();
  }

  private SafetensorsHeader.Tensor tensor(String name) {
    SafetensorsHeader.Tensor tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("'" + file + "' has no tensor " + Quoted.name(name));
    }
    return tensor;
  }

  private DataType readable(String name) {
    TensorType type = type(name);
    return type.readAs()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "'%s' holds %s as %s, and only F32, F16, BF16 and I64 can be read"
                        .formatted(file, Quoted.name(name), type)));
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
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
