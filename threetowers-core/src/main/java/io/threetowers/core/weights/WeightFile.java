package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
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
public interface WeightFile extends AutoCloseable {

  /**
   * Opens a file, whose format is told from what it begins with, and checks all that it says of its
   * tensors.
   *
   * @param file as a user wrote it
   * @throws InvalidInputException if the file is missing, damaged or of no known format
   */
  static WeightFile open(Path file) throws IOException {
    return Safetensors.open(file);
  }

  /** The path of the file that {@link #open} would read. */
  static Path fileOf(Path file) {
    return file;
  }

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
   * @throws InvalidInputException if the tensor is damaged or of another type
   */
  NDArray read(String name, NDManager manager) throws IOException;

  /**
   * Overwrites the values of an array, which keeps its memory, its device and whether it requires a
   * gradient.
   *
   * @param target of the tensor's shape
   * @throws InvalidInputException if the tensor is damaged, or of a type that cannot be read
   */
  void readInto(String name, NDArray target) throws IOException;

  /** The texts that came with the tensors; none in most formats. */
  SortedMap<String, String> metadata();

  @Override
  void close() throws IOException;
}
