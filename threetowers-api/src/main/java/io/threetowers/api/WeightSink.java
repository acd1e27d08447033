package io.threetowers.api;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.weights.WeightMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where a tower puts its pretrained weights. The host implements it. */
public interface WeightSink {

  /**
   * Copies every tensor of a file, in any format that the host reads, to the parameter of the same
   * name.
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
   * Copies the tensors of a file, in any format that the host reads, to parameters of other names,
   * or only some of the tensors: a file may hold a classifier that the tower has not, or put {@code
   * visual.} before each name.
   *
   * @param file of weights
   * @param parameterOf the name of the parameter that a tensor of that name goes to; empty leaves
   *     the tensor out
   * @throws IOException if the file cannot be read
   * @throws InvalidInputException if the file is missing or damaged, if a parameter gets none or
   *     several of the tensors, or if a tensor has no parameter or another shape: all of them are
   *     listed
   */
  void putAll(Path file, Function<String, Optional<String>> parameterOf) throws IOException;

  /**
   * Fills the parameters from a file of other people's making. If the tensors bear the names of the
   * parameters, they are copied; else the family that fits best says what becomes of them.
   *
   * @param file of any format that the host reads
   * @param families those whose files the tower can take, the likeliest first
   * @throws IOException if the file cannot be read
   * @throws InvalidInputException if the file is missing or damaged, or if no family fits: what is
   *     missing, unexpected or of another shape is listed for the one that comes nearest
   */
  void putAll(Path file, List<WeightMapping> families) throws IOException;

  /**
   * Copies one array.
   *
   * @param parameter its name in the tower's block
   * @param values of the parameter's shape; copied, the caller closes them
   * @throws InvalidInputException if there is no such parameter, or its shape differs
   */
  void put(String parameter, NDArray values);
}
