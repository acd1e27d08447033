package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.export.ExportedInput;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of the two embeddings of a pair.
 *
 * @param embedding its name
 * @param heads after the tower, in their order
 * @param width of the embedding
 */
record Side(String embedding, TowerNode tower, List<HeadNode> heads, int width) {

  static Side of(Composition composition, String embedding) {
    List<HeadNode> heads = new ArrayList<>();
    for (HeadNode head = composition.heads().get(embedding);
        head != null;
        head = composition.heads().get(head.from())) {
      heads.add(head);
    }
    Collections.reverse(heads);
    return new Side(
        embedding, composition.tower(embedding), List.copyOf(heads), composition.width(embedding));
  }

  /** (B, input shape) to (B, D), as it comes out of the last head. */
  NDArray embed(Model model, NDArray input) {
    NDArray result = model.tower(tower.name(), input, false);
    for (HeadNode head : heads) {
      result = model.head(head.name(), result, false);
    }
    return result;
  }

  /** How an image becomes a row, if it is one of the ways that others know. */
  Optional<ExportedInput.Image> imageInput() {
    return input()
        .flatMap(
            input ->
                input instanceof ExportedInput.Image image ? Optional.of(image) : Optional.empty());
  }

  /** How a text becomes a row, if it is one of the ways that others know. */
  Optional<ExportedInput.Text> textInput() {
    return input()
        .flatMap(
            input ->
                input instanceof ExportedInput.Text text ? Optional.of(text) : Optional.empty());
  }

  private Optional<ExportedInput> input() {
    return tower.tower().exportedInput();
  }

  /** In the order of their declaration. */
  static Map<String, NDArray> parameters(Block block) {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    for (Pair<String, Parameter> parameter : block.getParameters()) {
      parameters.put(parameter.getKey(), parameter.getValue().getArray());
    }
    return parameters;
  }
}
