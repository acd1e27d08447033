package io.threetowers.api;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Where a tower puts its pretrained weights. The host implements it. */
public interface WeightSink {

  /**
   * Copies every tensor of a safetensors file (F32, F16, BF16) to the parameter of the same name.
   *
   * @param file its names and shapes are exactly those of the parameters of the tower's block
   * @throws IOException if the file cannot be read
   * @throws InvalidInputException if the file is missing or damaged, or if names or shapes differ:
   *     all of them are listed
   */
  default void putAll(Path file) throws IOException {
    putAll(file, Optional::of);
  }

  /**
   * Copies the tensors of a safetensors file (F32, F16, BF16) to parameters of other names, or only
   * some of the tensors: a file may hold a classifier that the tower has not, or put {@code
   * visual.} before each name.
   *
   * @param file a safetensors file
   * @param parameterOf the name of the parameter that a tensor of that name goes to; empty leaves
   *     the tensor out
   * @throws IOException if the file cannot be read
   * @throws InvalidInputException if the file is missing or damaged, if a parameter gets none or
   *     several of the tensors, or if a tensor has no parameter or another shape: all of them are
   *     listed
   */
  void putAll(Path file, Function<String, Optional<String>> parameterOf) throws IOException;

  /**
   * Copies one array.
   *
   * @param parameter its name in the tower's block
   * @param values of the parameter's shape; copied, the caller closes them
   * @throws InvalidInputException if there is no such parameter, or its shape differs
   */
  void put(String parameter, NDArray values);
}
