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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Moves numbers of a file into arrays, through buffers that all tensors of the file share. */
final class TensorReader {
  private static final TorchScript SCRIPT =
      new TorchScript(ScriptSource.resource(TensorReader.class, "weights.script").text());

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
      return nonFinite(ordered);
    }
  }

  private long fill(NDArray target, TensorType type, Bytes bytes, long offset) throws IOException {
    Filling filling = new Filling(type, bytes, offset * type.bytes());
    Pieces.each(target, type.bytes(), filling);
    return filling.nonFinite;
  }

  /** The pieces of one array, which follow each other in the file. */
  private final class Filling implements Pieces.Action {
    private final TensorType type;
    private final Bytes bytes;
    private long position;
    private long nonFinite;

    Filling(TensorType type, Bytes bytes, long position) {
      this.type = type;
      this.bytes = bytes;
      this.position = position;
    }

    @Override
    public void accept(NDArray piece) throws IOException {
      stored.clear().limit(Math.toIntExact(piece.size() * type.bytes()));
      bytes.read(stored, position);
      position += stored.limit();
      stored.flip();
      try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
        NDArray values =
            scope
                .create(
                    type == TensorType.BF16 ? widen() : stored, piece.getShape(), chunkType(type))
                .toType(type.readAs().orElseThrow(), false);
        Autograd.copy(values, piece);
        nonFinite += nonFinite(values);
      }
    }
  }

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

  /** A sum is much faster than a look at each, and never finite if one of them is not. */
  private static long nonFinite(NDArray values) {
    if (!values.getDataType().isFloating()) {
      return 0;
    }
    try (NDArray sum = SCRIPT.call("total", values).head()) {
      if (Float.isFinite(sum.getFloat())) {
        return 0;
      }
    }
    try (NDArray count = SCRIPT.call("non_finite", values).head()) {
      return count.getLong();
    }
  }
}
