package io.threetowers.core.data;

import java.util.List;

/**
 * A field of labels with its vocabulary.
 *
 * @param field of the data
 * @param classes in the order of their numbers, 0 first
 */
public record LabelLane(String field, List<String> classes) {
  public LabelLane {
    classes = List.copyOf(classes);
  }
}
