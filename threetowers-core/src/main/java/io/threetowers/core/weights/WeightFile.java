package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Named tensors of a file, read one by one.
 *
 * <p>Whatever the file claims is checked before it is used, nothing in it is ever run, and values
 * go through a small buffer: a file may be larger than memory. Used by one thread.
 */
public interface WeightFile extends Closeable {

  /**
   * Opens a file, whose format is told from what it begins with, and checks all that it says of its
   * tensors: safetensors, an index of shards, NumPy's {@code .npz}, what {@code torch.save} or
   * TorchScript wrote, ONNX.
   *
   * @param file as a user wrote it; {@code file.npz:img} means the tensors whose names begin with
   *     {@code img/} or {@code img.}, without that beginning, where no file has the whole name
   * @throws InvalidInputException if the file is missing, damaged or of no known format
   */
  static WeightFile open(Path file) throws IOException {
    return WeightFiles.open(file);
  }

  /** The path of the file that {@link #open} would read: without the name of a sub-tree. */
  static Path fileOf(Path file) {
    return WeightFiles.fileOf(file);
  }

  /** The format as people call it: {@code safetensors}, {@code NumPy}, {@code PyTorch} … */
  String format();

  /** The names of the tensors, sorted. */
  SortedSet<String> names();

  /**
   * The shape of a tensor.
   *
   * @throws IllegalArgumentException if the file has no such tensor
   */
  Shape shape(String name);

  /**
   * The type of a tensor as it is stored.
   *
   * @throws IllegalArgumentException if the file has no such tensor
   */
  TensorType type(String name);

  /**
   * Reads a tensor.
   *
   * @return float32 where the file has floating-point numbers of 16, 32 or 64 bits, int64 for I64;
   *     on the device of {@code manager} and attached to it
   * @throws InvalidInputException if the tensor is damaged, holds infinities or what is no number,
   *     or is of another type
   */
  NDArray read(String name, NDManager manager) throws IOException;

  /**
   * Overwrites the values of an array, which keeps its memory, its device and whether it requires a
   * gradient.
   *
   * @param target of the tensor's shape
   * @throws InvalidInputException as {@link #read} does
   */
  void readInto(String name, NDArray target) throws IOException;

  /** The texts that came with the tensors; none in most formats. */
  SortedMap<String, String> metadata();

  @Override
  void close() throws IOException;
}
