package io.threetowers.core.model;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.Evaluator;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Loss;
import io.threetowers.api.Optimizer;
import io.threetowers.api.Part;
import io.threetowers.api.Tower;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.Problem;
import io.threetowers.core.experiment.EdgeSpec;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.HeadSpec;
import io.threetowers.core.experiment.Precision;
import io.threetowers.core.experiment.TowerSpec;
import io.threetowers.core.failure.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Turns specs into a graph and collects every problem on the way, each with its place in the file.
 */
final class Composer {
  private static final String LABEL = "label:";

  private final Bound<Experiment> bound;
  private final Experiment experiment;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, TowerNode> towers = new LinkedHashMap<>();
  private final Map<String, HeadNode> heads = new LinkedHashMap<>();
  private final Map<String, Loss> losses = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();

  /**
   * Names that exist in the file but could not be built: what refers to them is not reported again.
   */
  private final Set<String> broken = new HashSet<>();

  /** Of all towers and heads, for suggestions. */
  private final Set<String> names = new LinkedHashSet<>();

  Composer(Bound<Experiment> bound) {
    this.bound = bound;
    this.experiment = bound.value();
    names.addAll(experiment.towers().keySet());
    names.addAll(experiment.heads().keySet());
  }

  Composition compose() {
    experiment.towers().forEach(this::addTower);
    addHeads();
    experiment.losses().forEach(this::addLoss);
    for (int i = 0; i < experiment.edges().size(); i++) {
      addEdge(experiment.edges().get(i), "edges[" + i + "]");
    }
    Set<String> used = evaluated();
    Composition composition =
        new Composition(
            Collections.unmodifiableMap(towers),
            Collections.unmodifiableMap(heads),
            Collections.unmodifiableMap(losses),
            List.copyOf(edges));
    if (problems.isEmpty()) {
      checkEveryPartIsUsed(composition, used);
    }
    checkOptimizer();
    if (!problems.isEmpty()) {
      throw bound.invalid(problems);
    }
    return composition;
  }

  private void addTower(String name, TowerSpec spec) {
    Place place = new Place("towers." + name, spec.tower());
    Optional<Tower> built =
        build(place.path(), () -> HostContext.build(Tower.class, place.path(), spec.tower()));
    if (built.isEmpty()) {
      broken.add(name);
      return;
    }
    Tower tower = built.get();
    Set<String> parameters = new LinkedHashSet<>(tower.block().getParameters().keys());
    IdlePatterns.tell(
            place.path() + ".frozen-parameters",
            spec.frozenParameters(),
            parameters,
            "parameter of the tower")
        .forEach(this::problem);
    boolean trained = false;
    for (Pair<String, Parameter> parameter : tower.block().getParameters()) {
      trained |= Model.isTrained(spec, parameter.getKey(), parameter.getValue());
    }
    checkAbilities(tower, spec, trained, place);
    towers.put(name, new TowerNode(name, tower, spec, experiment.precision(), trained, place));
  }

  private void checkAbilities(Tower tower, TowerSpec spec, boolean trained, Place place) {
    String type = spec.tower().component().type();
    if (experiment.precision() == Precision.BF16 && !tower.takesBfloat16()) {
      problem(
          place.path(),
          "%s: a tower of type '%s' computes in fp32 alone; say 'precision: fp32'"
              .formatted(place.path(), type));
    }
    if (spec.activationCheckpointing() && tower.stages().isEmpty()) {
      String path = place.path() + ".activation-checkpointing";
      problem(
          path,
          "%s: a tower of type '%s' has no stages to be run again; for less memory give it a 'micro-batch' instead"
              .formatted(path, type));
    }
    if (spec.cache() && trained) {
      problem(
          place.path() + ".cache",
          "%s.cache: only embeddings of a tower that is wholly frozen stay as they are; say 'frozen: true', or 'cache: false'"
              .formatted(place.path()));
    }
  }

  /**
   * Heads may read heads that stand later in the file, so they are added in rounds until none can
   * be.
   */
  private void addHeads() {
    Map<String, HeadSpec> waiting = new LinkedHashMap<>(experiment.heads());
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Map.Entry<String, HeadSpec> entry : List.copyOf(waiting.entrySet())) {
        String from = entry.getValue().from();
        if (towers.containsKey(from) || heads.containsKey(from)) {
          addHead(entry.getKey(), entry.getValue());
        } else if (broken.contains(from)) {
          broken.add(entry.getKey());
        } else {
          continue;
        }
        waiting.remove(entry.getKey());
        progress = true;
      }
    }
    waiting.forEach(
        (name, head) -> {
          broken.add(name);
          String path = "heads." + name + ".from";
          if (waiting.containsKey(head.from())) {
            problem(
                path,
                "heads."
                    + name
                    + " and '"
                    + head.from()
                    + "' read each other; a chain of heads starts at a tower");
          } else {
            problem(path, path + ": " + noEmbedding(head.from()));
          }
        });
  }

  private void addHead(String name, HeadSpec spec) {
    HeadNode before = heads.get(spec.from());
    int inputWidth =
        before == null ? towers.get(spec.from()).tower().width() : before.head().width();
    Place place = new Place("heads." + name, spec.head());
    build(
            place.path(),
            () -> place.create(Head.class, () -> createHead(spec.head(), inputWidth, name)))
        .ifPresentOrElse(
            head -> {
              TowerNode source = towers.get(spec.from());
              if (head.standardization().isPresent() && (source == null || !source.constant())) {
                problem(
                    "heads." + name,
                    "heads.%s standardizes its input, so it must read a frozen tower on its clean view, not '%s'; freeze that tower, or say 'standardize: false' in the head"
                        .formatted(name, spec.from()));
              }
              heads.put(
                  name,
                  new HeadNode(
                      name,
                      head,
                      spec.from(),
                      before == null ? spec.from() : before.tower(),
                      spec.frozen(),
                      place));
            },
            () -> broken.add(name));
  }

  /** The config is an instance of the component's record: {@link Part} has checked it. */
  @SuppressWarnings("unchecked")
  private static <C extends Record> Head createHead(Part<Head> part, int inputWidth, String name) {
    HeadFactory<C> factory = (HeadFactory<C>) part.component();
    return factory.create((C) part.config(), inputWidth, new HostContext(name));
  }

  private void addLoss(String name, Part<Loss> part) {
    String path = "losses." + name;
    build(path, () -> HostContext.build(Loss.class, path, part))
        .ifPresentOrElse(loss -> losses.put(name, loss), () -> broken.add("losses." + name));
  }

  private void checkOptimizer() {
    build(
            "optimizer",
            () ->
                HostContext.build(Optimizer.class, "optimizer", experiment.optimizer().optimizer()))
        .ifPresent(Optimizer::close);
  }

  private void addEdge(EdgeSpec spec, String path) {
    Loss loss = losses.get(spec.loss());
    if (loss == null) {
      if (!broken.contains("losses." + spec.loss())) {
        problem(
            path + ".loss",
            path
                + ".loss: there is no loss '"
                + spec.loss()
                + "'"
                + Suggestions.hint(spec.loss(), experiment.losses().keySet()));
      }
      return;
    }
    Optional<Edge.Side> left =
        side(spec.join().get(0), loss.left(), path + ".join[0]", spec.loss());
    Optional<Edge.Side> right =
        side(spec.join().get(1), loss.right(), path + ".join[1]", spec.loss());
    if (left.isEmpty() || right.isEmpty()) {
      return;
    }
    if (!left.get().isLabel() && !right.get().isLabel()) {
      int a = width(left.get().name());
      int b = width(right.get().name());
      if (a != b) {
        problem(
            path + ".join",
            "%s.join: '%s' is %d wide and '%s' is %d; an edge joins embeddings of equal width"
                .formatted(path, left.get().name(), a, right.get().name(), b));
        return;
      }
    }
    String name = left.get().name() + "-" + right.get().name();
    if (edges.stream().anyMatch(edge -> edge.name().equals(name))) {
      problem(
          path + ".join",
          path + ".join: '" + name + "' is joined twice; change the weight of one edge instead");
      return;
    }
    Place place = new Place("losses." + spec.loss(), experiment.losses().get(spec.loss()));
    double weight = spec.weight().value();
    edges.add(new Edge(name, left.get(), right.get(), spec.loss(), loss, weight, place));
  }

  private Optional<Edge.Side> side(String name, Loss.Side form, String path, String loss) {
    if (form == Loss.Side.LABEL) {
      if (!name.startsWith(LABEL)) {
        problem(
            path,
            path
                + ": loss '"
                + loss
                + "' takes a label here, written label:FIELD, not '"
                + name
                + "'");
        return Optional.empty();
      }
      return Optional.of(new Edge.Side(name.substring(LABEL.length()), form));
    }
    if (name.startsWith(LABEL)) {
      problem(path, path + ": loss '" + loss + "' takes an embedding here, not '" + name + "'");
      return Optional.empty();
    }
    if (!towers.containsKey(name) && !heads.containsKey(name)) {
      if (!broken.contains(name)) {
        problem(path, path + ": " + noEmbedding(name));
      }
      return Optional.empty();
    }
    return Optional.of(new Edge.Side(name, form));
  }

  /** What a parent has is not removed there, where its other children may use it. */
  private void unused(String block, String name, String how) {
    String path = block + "." + name;
    problem(
        path,
        "%s %s, or remove it; if it is a parent's, by '%s: {%s: null}'"
            .formatted(path, how, block, name));
  }

  private int width(String embedding) {
    HeadNode head = heads.get(embedding);
    return head == null ? towers.get(embedding).tower().width() : head.head().width();
  }

  /** The embeddings that evaluators read. */
  private Set<String> evaluated() {
    Set<String> used = new HashSet<>();
    experiment
        .evaluate()
        .forEach(
            (name, spec) -> {
              String path = "evaluate." + name;
              build(path, () -> HostContext.build(Evaluator.class, path, spec.evaluator()))
                  .ifPresent(
                      evaluator -> {
                        for (String embedding : evaluator.embeddings()) {
                          if (towers.containsKey(embedding) || heads.containsKey(embedding)) {
                            used.add(embedding);
                          } else if (!broken.contains(embedding)) {
                            problem(path, path + ": " + noEmbedding(embedding));
                          }
                        }
                      });
            });
    return used;
  }

  private void checkEveryPartIsUsed(Composition composition, Set<String> evaluated) {
    Set<String> used = new HashSet<>(composition.joined());
    used.addAll(evaluated);
    for (String name : List.copyOf(used)) {
      for (HeadNode head = heads.get(name); head != null; head = heads.get(head.from())) {
        used.add(head.from());
      }
    }
    for (String name : towers.keySet()) {
      // A tower that an unused head reads is not told: the head is the cause.
      if (!used.contains(name) && heads.values().stream().noneMatch(h -> h.from().equals(name))) {
        unused("towers", name, "feeds no edge; join it");
      }
    }
    for (String name : heads.keySet()) {
      if (!used.contains(name)) {
        unused("heads", name, "feeds no edge; join it");
      }
    }
    for (String name : losses.keySet()) {
      if (edges.stream().noneMatch(edge -> edge.lossName().equals(name))) {
        unused("losses", name, "is used by no edge; name it in one");
      }
    }
    if (problems.isEmpty() && composition.joined().stream().noneMatch(composition::trained)) {
      problem("towers", "everything that the edges join is frozen; there is nothing to train");
    }
  }

  /** Runs a factory; what it refuses is a problem of its block. */
  private <T> Optional<T> build(String path, Supplier<T> factory) {
    try {
      return Optional.of(factory.get());
    } catch (InvalidInputException e) {
      problem(path, path + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private String noEmbedding(String name) {
    return "there is no tower or head '" + name + "'" + Suggestions.hint(name, names);
  }

  private void problem(String path, String message) {
    problems.add(new Problem(bound.at(path), message));
  }
}
