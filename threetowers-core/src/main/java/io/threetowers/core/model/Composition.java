package io.threetowers.core.model;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Loss;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.Problem;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An experiment's graph, described and checked but without a single array: towers, then heads, then
 * edges.
 *
 * @param towers by name, in the order of the file
 * @param heads by name, each after the embedding that it reads
 * @param losses by name
 * @param edges in the order of the file
 */
public record Composition(
    Map<String, TowerNode> towers,
    Map<String, HeadNode> heads,
    Map<String, Loss> losses,
    List<Edge> edges) {

  /**
   * Builds and checks the graph.
   *
   * @throws io.threetowers.core.config.InvalidConfigException with every problem found
   */
  public static Composition of(Bound<Experiment> experiment) {
    return new Composer(experiment).compose();
  }

  /**
   * Refuses a fresh start without the weights that towers start from, or with others.
   *
   * @return the files that each tower would start from, by its name
   * @throws io.threetowers.core.config.InvalidConfigException naming every file that is missing or
   *     does not fit
   */
  public Map<String, List<WeightUse>> requireWeights(Bound<Experiment> experiment)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    Map<String, List<WeightUse>> uses = new LinkedHashMap<>();
    for (TowerNode node : towers.values()) {
      String tower = "towers." + node.name();
      String path = experiment.isWritten(tower + ".weights") ? tower + ".weights" : tower;
      try {
        for (Path named : node.tower().weightFiles()) {
          Path file = WeightFile.fileOf(named);
          if (!Files.exists(file)) {
            throw new InvalidInputException("there is no file '%s'".formatted(file));
          } else if (!Files.isReadable(file)) {
            throw new InvalidInputException("the file '%s' may not be read".formatted(file));
          }
        }
        if (node.tower().block().getParameters().values().stream()
            .allMatch(parameter -> parameter.getShape() != null)) {
          WeightFit fit =
              new WeightFit("the tower", node.tower().block(), WeightLeeway.of(node.spec()));
          node.tower().load(fit);
          uses.put(node.name(), fit.uses());
          idlePatterns(node, fit, experiment, problems);
        }
      } catch (InvalidInputException e) {
        problems.add(new Problem(experiment.at(path), path + ": " + e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      throw experiment.invalid(problems);
    }
    return uses;
  }

  private static void idlePatterns(
      TowerNode node, WeightFit fit, Bound<Experiment> experiment, List<Problem> problems) {
    String tower = "towers." + node.name();
    IdlePatterns.tell(
            tower + ".keep-initial",
            node.spec().keepInitial(),
            fit.parameters(),
            "parameter of the tower")
        .forEach((path, told) -> problems.add(new Problem(experiment.at(path), told)));
    IdlePatterns.tell(
            tower + ".leave-out", node.spec().leaveOut(), fit.tensors(), "tensor of its weights")
        .forEach((path, told) -> problems.add(new Problem(experiment.at(path), told)));
  }

  /** Whether {@code name} is a tower or a head. */
  public boolean hasEmbedding(String name) {
    return towers.containsKey(name) || heads.containsKey(name);
  }

  /** D, the width of an embedding. */
  public int width(String embedding) {
    HeadNode head = heads.get(embedding);
    return head == null ? tower(embedding).tower().width() : head.head().width();
  }

  /** The tower at the root of an embedding. */
  public TowerNode tower(String embedding) {
    HeadNode head = heads.get(embedding);
    TowerNode tower = towers.get(head == null ? embedding : head.tower());
    if (tower == null) {
      throw new IllegalArgumentException("there is no embedding '" + embedding + "'");
    }
    return tower;
  }

  /** Whether a gradient has anywhere to go behind an embedding. */
  public boolean trained(String embedding) {
    HeadNode head = heads.get(embedding);
    if (head == null) {
      return towers.get(embedding).trained();
    }
    boolean own = !head.frozen() && !head.head().block().getParameters().isEmpty();
    return own || trained(head.from());
  }

  /** The embeddings that edges join. */
  public Set<String> joined() {
    Set<String> names = new LinkedHashSet<>();
    for (Edge edge : edges) {
      for (Edge.Side side : List.of(edge.left(), edge.right())) {
        if (!side.isLabel()) {
          names.add(side.name());
        }
      }
    }
    return names;
  }

  /** The label fields that edges join. */
  public Set<String> labels() {
    Set<String> names = new LinkedHashSet<>();
    for (Edge edge : edges) {
      for (Edge.Side side : List.of(edge.left(), edge.right())) {
        if (side.isLabel()) {
          names.add(side.name());
        }
      }
    }
    return names;
  }
}
