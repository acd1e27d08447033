package io.threetowers.core.model;

import io.threetowers.api.Head;

/**
 * A head in the graph.
 *
 * @param from the embedding that it reads
 * @param tower the tower at the root of that chain
 * @param frozen whether its parameters stay as they are
 */
public record HeadNode(String name, Head head, String from, String tower, boolean frozen) {}
