package io.threetowers.core.weights;

import io.threetowers.core.weights.PickleObjects.Attributes;
import io.threetowers.core.weights.PickleObjects.Dictionary;
import io.threetowers.core.weights.PickleObjects.Tagged;
import io.threetowers.core.weights.PickleObjects.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the tensors in what a pickle holds and names them: a state_dict by its keys, one that
 * stands in a checkpoint among other things likewise, several by their keys behind {@code model/},
 * a TorchScript module by its attributes.
 */
final class TorchNames {
  /** Modules in modules; also ends what contains itself. */
  private static final int DEEPEST = 64;

  /** What is in two places is looked at twice, so that few bytes can hold very much. */
  private static final int MAX_LOOKS = 1_000_000;

  private final SortedMap<String, Stored> tensors = new TreeMap<>();
  private final List<String> mappings = new ArrayList<>();
  private int looks;

  private TorchNames() {}

  /**
   * Names the tensors.
   *
   * @param root what the pickle holds
   * @throws IllegalArgumentException if there are none, or one is impossible; the message goes on
   *     from the file's name
   */
  static StoredTensors.Contents of(Object root) {
    TorchNames names = new TorchNames();
    if (root instanceof Attributes module) {
      names.walk(module.state(), "", ".", 0);
      return StoredTensors.Contents.of("TorchScript", names.tensors);
    }
    if (!(root instanceof Dictionary dictionary)) {
      throw new IllegalArgumentException(
          root instanceof View
              ? "it holds one tensor without a name; save a state_dict"
              : "it holds no mapping of names to tensors; save a state_dict");
    }
    names.walk(dictionary, "", "/", 0);
    if (names.mappings.isEmpty()) {
      throw new IllegalArgumentException("it holds no mapping of names to tensors");
    }
    StoredTensors.Contents all = StoredTensors.Contents.of("PyTorch", names.tensors);
    String only = names.mappings.get(0);
    return names.mappings.size() > 1 || only.isEmpty()
        ? all
        : new StoredTensors.Contents(
            "PyTorch",
            all.under(only).tensors(),
            Collections.emptySortedMap(),
            only.substring(0, only.length() - 1));
  }

  private void walk(Dictionary dictionary, String prefix, String separator, int depth) {
    boolean hasTensors = false;
    for (Map.Entry<Object, Object> entry : dictionary.entries().entrySet()) {
      looks++;
      if (looks > MAX_LOOKS || depth > DEEPEST) {
        throw new IllegalArgumentException("its objects contain each other too often");
      }
      if (!(entry.getKey() instanceof String key)) {
        continue; // The state of an optimizer, by numbers.
      }
      Object value = untagged(entry.getValue());
      if (value instanceof View tensor) {
        hasTensors = true;
        add(prefix + key, tensor);
      } else if (value instanceof Dictionary inner) {
        walk(inner, prefix + key + separator, separator, depth + 1);
      } else if (value instanceof Attributes inner) {
        walk(inner.state(), prefix + key + separator, separator, depth + 1);
      }
    }
    if (hasTensors) {
      mappings.add(prefix);
    }
  }

  private static Object untagged(Object value) {
    return value instanceof Tagged tagged && !tagged.arguments().isEmpty()
        ? tagged.arguments().get(0)
        : value;
  }

  private void add(String name, View tensor) {
    Stored stored;
    try {
      stored = tensor.stored();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(Quoted.name(name) + " " + e.getMessage(), e);
    }
    if (tensors.put(name, stored) != null) {
      throw new IllegalArgumentException("it holds " + Quoted.name(name) + " twice");
    }
  }
}
