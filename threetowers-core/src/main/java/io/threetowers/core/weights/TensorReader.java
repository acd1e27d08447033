package io.threetowers.core.weights;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.nn.ScriptSource;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.TorchScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.IntStream;

/** Moves numbers of a file into arrays, through buffers that all tensors of the file share. */
final class TensorReader {
  private static final TorchScript SCRIPT =
      new TorchScript(ScriptSource.resource(TensorReader.class, "weights.script").text());

  /** Of an array's own memory: Java counts the bytes of a buffer in an int. */
  private static final int LARGEST_BUFFER = 1 << 30;

  /** Bytes that are looked at right after they were read. */
  private static final int STEP = 1 << 18;

  private final ByteBuffer stored = direct(Pieces.CHUNK);
  private ByteBuffer widened = direct(0);

  private static ByteBuffer direct(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Overwrites an array.
   *
   * @param tensor of a type that can be read
   * @param target of its shape
   * @return how many of the numbers are infinite or not numbers
   */
  long read(Stored tensor, NDArray target) throws IOException {
    tensor.bytes().verify();
    if (tensor.isContiguous()) {
      return fill(target, tensor.type(), tensor.bytes(), tensor.offset());
    }
    // The storage's part goes to the engine's memory as it lies, and is put in order there.
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray flat = scope.create(new Shape(tensor.span()), tensor.type().readAs().orElseThrow());
      fill(flat, tensor.type(), tensor.bytes(), tensor.offset());
      NDArray ordered =
          Autograd.notRecording(
              () ->
                  SCRIPT
                      .call(
                          "strided",
                          flat,
                          scope.create(tensor.shape().getShape()),
                          scope.create(tensor.strides().getShape()))
                      .head());
      Autograd.copy(ordered, target);
      return nonFinite(ordered); // What lies between its numbers does not count.
    }
  }

  private long fill(NDArray target, TensorType type, Bytes bytes, long offset) throws IOException {
    boolean isOpen = type != TensorType.BF16 && isOpen(target, chunkType(type));
    Filling filling = new Filling(type, bytes, offset * type.bytes(), isOpen);
    Pieces.each(target, type.bytes(), isOpen ? LARGEST_BUFFER : Pieces.CHUNK, filling);
    return filling.nonFinite;
  }

  /**
   * Whether the bytes that the engine shows of an array are its own and so can be written to; those
   * of an array that does not lie row by row are a copy's.
   */
  private static boolean isOpen(NDArray array, DataType stored) {
    if (array.getDataType() != stored
        || !array.getDevice().equals(Device.cpu())
        || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      return false;
    }
    try (NDArray contiguous = SCRIPT.call("contiguous", array).head()) {
      return contiguous.getLong() == 1;
    }
  }

  /** The pieces of one array, which follow each other in the file. */
  private final class Filling implements Pieces.Action {
    private final TensorType type;
    private final Bytes bytes;
    private final boolean isOpen;
    private final Optional<Finiteness> finiteness;
    private long position;
    private long nonFinite;

    Filling(TensorType type, Bytes bytes, long position, boolean isOpen) {
      this.type = type;
      this.bytes = bytes;
      this.position = position;
      this.isOpen = isOpen;
      this.finiteness = finiteness(type);
    }

    @Override
    public void accept(NDArray piece) throws IOException {
      if (isOpen) {
        read(piece.toByteBuffer(true));
        return;
      }
      stored.clear().limit(Math.toIntExact(piece.size() * type.bytes()));
      read(stored);
      stored.clear().limit(Math.toIntExact(piece.size() * type.bytes()));
      try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        NDArray values =
            scope.create(
                type == TensorType.BF16 ? widen() : stored, piece.getShape(), chunkType(type));
        Autograd.copy(values, piece);
      }
      if (type == TensorType.F64) {
        nonFinite += nonFinite(piece); // Some are too large for a float.
      }
    }

    /** Fills a buffer: with several threads, since copying out of the file cache keeps one busy. */
    private void read(ByteBuffer into) throws IOException {
      int steps = (into.limit() + STEP - 1) / STEP;
      IntStream each = IntStream.range(0, steps);
      try {
        nonFinite +=
            (bytes.isShareable() ? each.parallel() : each)
                .mapToLong(step -> read(into, step * STEP))
                .sum();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      position += into.limit();
    }

    /** Fills a part, and looks at it while it is still in the processor's cache. */
    private long read(ByteBuffer into, int from) {
      int count = Math.min(STEP, into.limit() - from);
      ByteBuffer part = into.slice(from, count).order(ByteOrder.LITTLE_ENDIAN);
      try {
        bytes.read(part, position + from);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return finiteness.map(numbers -> numbers.nonFinite(part)).orElse(0L);
    }
  }

  private static Optional<Finiteness> finiteness(TensorType type) {
    return switch (type) {
      case F16 -> Optional.of(Finiteness.F16);
      case BF16 -> Optional.of(Finiteness.BF16);
      case F32 -> Optional.of(Finiteness.F32);
      default -> Optional.empty();
    };
  }

  /** The engine turns F16 and F64 into float32 as it copies. */
  private static DataType chunkType(TensorType type) {
    return switch (type) {
      case F16 -> DataType.FLOAT16;
      case F64 -> DataType.FLOAT64;
      default -> type.readAs().orElseThrow();
    };
  }

  /**
   * A bf16 number is the upper half of a float32; DJL ends the process when it is asked for a bf16
   * array.
   */
  private ByteBuffer widen() {
    if (widened.capacity() == 0) {
      widened = direct(2 * stored.capacity());
    }
    widened.clear();
    while (stored.hasRemaining()) {
      widened.putInt(stored.getShort() << 16);
    }
    return widened.flip();
  }

  /** By the engine. */
  private static long nonFinite(NDArray values) {
    if (!values.getDataType().isFloating()) {
      return 0;
    }
    try (NDArray count = SCRIPT.call("non_finite", values).head()) {
      return count.getLong();
    }
  }
}
