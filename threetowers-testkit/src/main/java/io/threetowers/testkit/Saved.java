package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.core.model.WeightLoading;
import io.threetowers.core.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The parameters of blocks, and their way through the files of a checkpoint. */
final class Saved {

  private Saved() {}

  /** Saves the parameters of one block as a checkpoint does, and restores them into another. */
  static void copy(Block from, Block to) throws IOException {
    Map<String, NDArray> arrays = new TreeMap<>();
    for (Pair<String, Parameter> entry : from.getParameters()) {
      arrays.put(entry.getKey(), entry.getValue().getArray());
    }
    Path file = Files.createTempFile("saved", ".safetensors");
    try {
      Safetensors.write(file, arrays, Map.of(), false);
      new WeightLoading("the block", to).putAll(file);
    } finally {
      Files.delete(file);
    }
  }

  /** Fails unless checkpoints can name the parameters as the block does. */
  static void assertDottedNames(Block block) {
    assertThat(block.getChildren().keys())
        .as("children of the block, whose parameters would get invented names")
        .isEmpty();
    assertThat(block.getParameters().keys())
        .as("names of parameters, such as blocks.0.attn.qkv.weight")
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("\\w[\\w-]*(\\.\\w[\\w-]*)*"));
  }

  static List<float[]> values(Block block) {
    return block.getParameters().values().stream()
        .map(parameter -> parameter.getArray().toFloatArray())
        .toList();
  }

  static boolean same(List<float[]> one, List<float[]> other) {
    return IntStream.range(0, one.size()).allMatch(i -> Arrays.equals(one.get(i), other.get(i)));
  }

  /** Whether a gradient changes any of its parameters. */
  static boolean isTrained(Block block) {
    return block.getParameters().values().stream().anyMatch(Parameter::requiresGradient);
  }
}
