package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.threetowers.api.Loss.Bounds;
import io.threetowers.api.data.FieldType;
import io.threetowers.core.data.Batch;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.watch.Vitals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/** Takes the vital signs of a model at a logged step, before its scope closes. */
final class VitalSigns {
  private final Phases phases;
  private final Optional<String> distinct;
  private final Inspection inspection = new Inspection();

  VitalSigns(Phases phases, Optional<String> distinct) {
    this.phases = phases;
    this.distinct = distinct;
  }

  /**
   * Measures.
   *
   * @param step counts from 1
   * @param warmingUp whether the learning rate still rises
   */
  Vitals of(long step, Batch batch, StepInput input, StepResult result, boolean warmingUp) {
    Model model = phases.model();
    Composition composition = model.composition();
    return new Vitals(
        step,
        batch.size(),
        warmingUp,
        distinct,
        edges(composition, batch.size(), result),
        batch.size() > 1 ? spreads(composition, result.embeddings()) : Map.of(),
        limits(model),
        norms(model, phases.gradients()),
        duplicates(composition, batch, input));
  }

  private static List<Vitals.EdgeLoss> edges(
      Composition composition, int batch, StepResult result) {
    List<Vitals.EdgeLoss> edges = new ArrayList<>();
    for (Edge edge : composition.edges()) {
      OptionalDouble guess = edge.loss().chance(batch);
      if (guess.isPresent()) {
        edges.add(
            new Vitals.EdgeLoss(edge.name(), result.edges().get(edge.name()), guess.getAsDouble()));
      }
    }
    return edges;
  }

  private Map<String, Vitals.Spread> spreads(
      Composition composition, Map<String, NDArray> embeddings) {
    Map<String, NDArray> trained = new LinkedHashMap<>(embeddings);
    trained.keySet().removeIf(name -> !composition.trained(name));
    float[] values = inspection.spread(new NDList(trained.values()));
    Map<String, Vitals.Spread> spreads = new LinkedHashMap<>();
    int next = 0;
    for (Map.Entry<String, NDArray> embedding : trained.entrySet()) {
      long width = embedding.getValue().getShape().get(1);
      spreads.put(embedding.getKey(), new Vitals.Spread(values[next], values[next + 1], width));
      next += 2;
    }
    return spreads;
  }

  private List<Vitals.Limit> limits(Model model) {
    Map<String, Bounds> bounds = new TreeMap<>();
    for (Edge edge : model.composition().edges()) {
      edge.loss()
          .bounds()
          .forEach((name, limits) -> bounds.put("losses." + edge.lossName() + "." + name, limits));
    }
    bounds.keySet().removeIf(name -> !model.parameters().get(name).requiresGradient());
    NDList arrays = new NDList();
    bounds.keySet().forEach(name -> arrays.add(model.parameters().get(name).getArray()));
    float[] values = inspection.extremes(arrays);
    List<Vitals.Limit> limits = new ArrayList<>();
    int next = 0;
    for (Map.Entry<String, Bounds> bound : bounds.entrySet()) {
      limits.add(
          new Vitals.Limit(bound.getKey(), values[next], values[next + 1], bound.getValue()));
      next += 2;
    }
    return limits;
  }

  private Map<String, Double> norms(Model model, Map<String, NDArray> gradients) {
    float[] values = inspection.norms(new NDList(gradients.values()));
    Map<String, Double> norms = new TreeMap<>();
    model.trained().keySet().forEach(name -> norms.put(name, 0.0));
    int next = 0;
    for (String name : gradients.keySet()) {
      norms.put(name, (double) values[next++]);
    }
    return norms;
  }

  /** Of the text towers behind an edge whose loss has negatives, which knows what a guess gives. */
  private static Map<String, Double> duplicates(
      Composition composition, Batch batch, StepInput input) {
    Map<String, Double> duplicates = new TreeMap<>();
    for (Edge edge : composition.edges()) {
      if (edge.right().isLabel() || edge.loss().chance(batch.size()).isEmpty()) {
        continue;
      }
      for (Edge.Side side : List.of(edge.left(), edge.right())) {
        TowerNode tower = composition.tower(side.name());
        if (tower.fieldType() == FieldType.TEXT && !input.embedded().contains(tower.name())) {
          duplicates.computeIfAbsent(
              tower.name(), name -> repeated(batch.rows(name), batch.size()));
        }
      }
    }
    return duplicates;
  }

  /** The share of rows that equal an earlier one. */
  private static double repeated(ByteBuffer rows, int count) {
    int bytes = rows.remaining() / count;
    Set<ByteBuffer> different = new HashSet<>();
    for (int i = 0; i < count; i++) {
      different.add(rows.slice(i * bytes, bytes));
    }
    return (count - different.size()) / (double) count;
  }
}
