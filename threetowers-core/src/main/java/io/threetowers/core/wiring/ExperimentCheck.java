package io.threetowers.core.wiring;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import io.threetowers.api.Loss;
import io.threetowers.api.data.InputTransform;
import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Datasets;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Devices;
import io.threetowers.core.train.Budget;
import io.threetowers.core.train.Phase;
import io.threetowers.core.train.Timeline;
import io.threetowers.core.train.Vocabularies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * An experiment looked at without training: what each part is and costs. Where the device is
 * measured, if that is asked for, it multiplies matrices for the least time that the run takes, and
 * runs a few examples through each phase for the most memory; otherwise nothing is computed.
 *
 * @param parts towers, then heads, then losses
 * @param facts about the whole, by name
 * @param timeline what changes in the course of the training
 */
public record ExperimentCheck(
    List<Part> parts, Map<String, String> facts, List<Timeline.Change> timeline) {

  /**
   * A tower, a head or a loss.
   *
   * @param output its shape; of a loss the names of what it returns
   * @param gigaflops of a step: forward, and twice that for the backward pass where it is trained
   * @param once whether they are those of the whole run: a frozen tower embeds the training data
   *     once
   */
  public record Part(
      String name,
      String output,
      long parameters,
      long trained,
      OptionalDouble gigaflops,
      boolean once) {

    /** As a row of a table. */
    public List<String> cells() {
      return List.of(
          name,
          output,
          String.format(Locale.ROOT, "%,d", parameters),
          String.format(Locale.ROOT, "%,d", trained),
          (gigaflops.isPresent()
                  ? String.format(Locale.ROOT, "%,.1f", gigaflops.getAsDouble())
                  : "?")
              + (once ? " once" : ""));
    }
  }

  /**
   * Checks graph, data and labels.
   *
   * @param probes whether time and memory are measured on the device
   * @param limit bytes of memory to stay below; default: what the device has
   * @throws io.threetowers.core.config.InvalidConfigException with every problem found
   */
  public static ExperimentCheck of(Bound<Experiment> bound, boolean probes, OptionalLong limit)
      throws IOException {
    ExperimentParts checked = ExperimentParts.fresh(bound);
    Composition composition = checked.composition();
    Datasets datasets = checked.datasets();
    Vocabularies vocabularies = Vocabularies.of(bound, datasets, composition);
    Budget budget = Budget.of(bound.value(), datasets.train().size());
    List<Part> parts = parts(checked, composition, budget, 0);
    Map<String, String> facts = facts(parts, checked, vocabularies, budget);
    if (probes) {
      facts.put("time", time(parts, checked, budget));
    }
    checked.timeline().notes().forEach(note -> facts.put("note", note));
    facts.putAll(
        (probes
                ? MemoryCheck.of(bound, checked, vocabularies, limit)
                : Optional.<Map<String, String>>empty())
            .orElseGet(() -> memory(parts, composition, budget)));
    facts.putAll(CacheRun.facts(bound, checked));
    return new ExperimentCheck(parts, facts, checked.timeline().changes());
  }

  private static List<Part> parts(
      ExperimentParts checked, Composition composition, Budget budget, long step) {
    List<Part> parts = new ArrayList<>();
    long batch = budget.batch(step);
    for (TowerNode tower : composition.towers().values()) {
      boolean embedded = checked.timeline().isEmbedded(tower.name(), step);
      parts.add(part(tower, embedded, batch, budget.examplesPerEpoch()));
    }
    for (HeadNode head : composition.heads().values()) {
      parts.add(part(composition, head, batch));
    }
    composition.losses().forEach((name, loss) -> parts.add(part(name, loss)));
    return parts;
  }

  /**
   * Checks graph, data, labels and, of a run that has not begun, weights, and measures nothing.
   *
   * @throws io.threetowers.core.config.InvalidConfigException with every problem found
   */
  public static void require(Bound<Experiment> bound, boolean fresh) throws IOException {
    ExperimentParts checked = fresh ? ExperimentParts.fresh(bound) : ExperimentParts.of(bound);
    Budget.of(bound.value(), checked.datasets().train().size());
    Vocabularies.of(bound, checked.datasets(), checked.composition());
  }

  private static Part part(TowerNode tower, boolean embedded, long batch, long examples) {
    long trained = 0;
    for (String name : tower.tower().block().getParameters().keys()) {
      Parameter parameter = tower.tower().block().getParameters().get(name);
      trained += tower.isTrained(name, parameter) ? parameter.getShape().size() : 0;
    }
    double passes =
        tower.trained()
            ? 3
            : embedded ? Math.ceil((double) examples / batch) * tower.spec().views() : 1;
    OptionalDouble flops = tower.tower().flops(batch);
    return new Part(
        "towers." + tower.name(),
        "(" + batch + ", " + tower.tower().width() + ")",
        count(tower.tower().block()),
        trained,
        flops.isPresent() ? OptionalDouble.of(flops.getAsDouble() * passes / 1e9) : flops,
        embedded);
  }

  private static Part part(Composition composition, HeadNode head, long batch) {
    long parameters = count(head.head().block());
    boolean trained = composition.trained(head.name());
    // A matrix of n entries costs 2 n operations per example forward, and twice that backward.
    double flops = 2.0 * parameters * batch * (trained ? 3 : 1);
    return new Part(
        "heads." + head.name(),
        "(" + batch + ", " + head.head().width() + ")",
        parameters,
        head.frozen() ? 0 : trainedCount(head.head().block()),
        OptionalDouble.of(flops / 1e9),
        false);
  }

  /** What a loss computes is not asked for: next to towers it is little. */
  private static Part part(String name, Loss loss) {
    List<String> outputs = new ArrayList<>(List.of("loss"));
    outputs.addAll(loss.metrics());
    return new Part(
        "losses." + name,
        String.join(", ", outputs),
        count(loss.block()),
        trainedCount(loss.block()),
        OptionalDouble.empty(),
        false);
  }

  private static long trainedCount(Block block) {
    return block.getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  private static long count(Block block) {
    return block.getParameters().values().stream().mapToLong(p -> p.getShape().size()).sum();
  }

  private static Map<String, String> facts(
      List<Part> parts, ExperimentParts checked, Vocabularies vocabularies, Budget budget) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("device", checked.device().toString());
    checked
        .weights()
        .forEach(
            (tower, uses) ->
                uses.forEach(
                    use ->
                        facts.merge(
                            "towers." + tower + " starts from",
                            use.toString(),
                            (one, other) -> one + "; " + other)));
    checked
        .datasets()
        .sources()
        .forEach((name, source) -> facts.put("data." + name, number(source.size()) + " examples"));
    vocabularies
        .byField()
        .forEach(
            (field, classes) -> facts.put("label:" + field, number(classes.size()) + " classes"));
    facts.put(
        "steps",
        "%s of %s examples, %.1f epochs"
            .formatted(
                number(budget.steps()),
                budget.batches().values().stream()
                    .map(ExperimentCheck::number)
                    .collect(Collectors.joining(", then ")),
                (double) budget.examples(budget.steps()) / budget.examplesPerEpoch()));
    double gigaflops = gigaflops(parts, false);
    double once = gigaflops(parts, true);
    facts.put(
        "compute",
        String.format(Locale.ROOT, "%,.1f GFLOP per step", gigaflops)
            + (once > 0
                ? String.format(
                    Locale.ROOT, ", %,.1f once, when frozen towers embed the training data", once)
                : ""));
    return facts;
  }

  private static String time(List<Part> parts, ExperimentParts checked, Budget budget) {
    double rate = Devices.matrixRate(checked.device()) / 1e9;
    return String.format(
        Locale.ROOT,
        "at least %s, at the %.0f GFLOP/s that a matrix product reaches here",
        duration((gigaflops(checked, budget) + gigaflops(parts, true)) / rate),
        rate);
  }

  /** Of all steps of all phases. */
  private static double gigaflops(ExperimentParts checked, Budget budget) {
    NavigableMap<Long, Phase> phases = checked.timeline().phases().changes();
    double sum = 0;
    for (Phase phase : phases.values()) {
      Long next = phases.higherKey(phase.from());
      long steps = (next == null ? budget.steps() : next) - phase.from();
      sum += steps * gigaflops(parts(checked, phase.composition(), budget, phase.from()), false);
    }
    return sum;
  }

  private static double gigaflops(List<Part> parts, boolean once) {
    return parts.stream()
        .filter(part -> part.once() == once)
        .mapToDouble(part -> part.gigaflops().orElse(0))
        .sum();
  }

  /** What is known of it where it is not measured. */
  private static Map<String, String> memory(
      List<Part> parts, Composition composition, Budget budget) {
    long parameters = parts.stream().mapToLong(Part::parameters).sum();
    long trained = parts.stream().mapToLong(Part::trained).sum();
    long inputs = 0;
    for (TowerNode tower : composition.towers().values()) {
      InputTransform input = tower.tower().input();
      inputs += budget.batch() * input.shape().size() * input.type().getNumOfBytes();
    }
    // Float32: the values; of trained ones the gradient and, with AdamW, two moments.
    double fixed = 4.0 * parameters + 12.0 * trained;
    return Map.of(
        "memory",
        String.format(
            Locale.ROOT,
            "not measured; %.1f MB of parameters, gradients and moments, %.1f MB of inputs per step, and on top activations",
            fixed / 1e6,
            inputs / 1e6));
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }

  private static String number(Number value) {
    return String.format(Locale.ROOT, "%,d", value.longValue());
  }
}
