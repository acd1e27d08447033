package io.threetowers.core.model;

import io.threetowers.api.Head;
import io.threetowers.core.failure.Place;

/**
 * A head in the graph.
 *
 * @param from the embedding that it reads
 * @param tower the tower at the root of that chain
 * @param frozen whether its parameters stay as they are
 * @param place of its block in the file
 */
public record HeadNode(
    String name, Head head, String from, String tower, boolean frozen, Place place) {

  /** The same in another phase of the training. */
  public HeadNode in(boolean isFrozen) {
    return new HeadNode(name, head, from, tower, isFrozen, place);
  }
}
