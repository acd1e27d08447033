package io.threetowers.core.train;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.core.model.Composition;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** Full names of parameters, found in the graph alone: there need be no array yet. */
final class Trainable {
  private final Set<String> names = new TreeSet<>();

  private Trainable() {}

  /** All that a gradient may reach: a block may declare others as constants. */
  static Set<String> all(Composition composition) {
    Trainable all = new Trainable();
    composition
        .towers()
        .forEach((name, node) -> all.add("towers." + name, node.tower().block(), (own, p) -> true));
    composition
        .heads()
        .forEach((name, node) -> all.add("heads." + name, node.head().block(), (own, p) -> true));
    all.addLosses(composition);
    return all.names;
  }

  /** Those that the experiment trains before its timeline says otherwise. */
  static Set<String> initially(Composition composition) {
    Trainable trained = new Trainable();
    composition
        .towers()
        .forEach(
            (name, node) -> trained.add("towers." + name, node.tower().block(), node::isTrained));
    composition
        .heads()
        .forEach(
            (name, node) ->
                trained.add("heads." + name, node.head().block(), (own, p) -> !node.frozen()));
    trained.addLosses(composition);
    return trained.names;
  }

  private void addLosses(Composition composition) {
    composition
        .losses()
        .forEach((name, loss) -> add("losses." + name, loss.block(), (own, p) -> true));
  }

  private void add(String owner, Block block, BiPredicate<String, Parameter> isWanted) {
    for (Pair<String, Parameter> entry : block.getParameters()) {
      if (entry.getValue().requiresGradient() && isWanted.test(entry.getKey(), entry.getValue())) {
        names.add(owner + "." + entry.getKey());
      }
    }
  }
}
