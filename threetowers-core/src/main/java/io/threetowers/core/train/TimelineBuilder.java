package io.threetowers.core.train;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.Problem;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.LayerDecaySpec;
import io.threetowers.core.experiment.NamePattern;
import io.threetowers.core.experiment.TimelineEntry;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.IdlePatterns;
import io.threetowers.core.model.TowerNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Goes through the entries of a timeline in the order of the run and collects every problem, each
 * with its place in the file.
 */
final class TimelineBuilder {
  private static final String TOLD_APART =
      ", parameters named 'blocks.0.…', that it could tell apart";

  private final Bound<Experiment> bound;
  private final Composition own;
  private final long examples;
  private final Budget budget;
  private final Set<String> trainable;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Timeline.Change> changes = new ArrayList<>();
  private final Map<String, Tower> resized = new HashMap<>();

  /** What holds so far. */
  private Composition composition;

  private final Set<String> trained;
  private List<Map<String, Double>> rates = new ArrayList<>();

  /** What was set at the present step, and where. */
  private final Map<String, String> set = new HashMap<>();

  TimelineBuilder(Bound<Experiment> bound, Composition own, long examples) {
    this.bound = bound;
    this.own = own;
    this.examples = examples;
    this.budget = Budget.of(bound.value(), examples);
    this.trainable = Trainable.all(own);
    this.composition = own;
    this.trained = new TreeSet<>(Trainable.initially(own));
  }

  Timeline build() {
    NavigableMap<Long, List<Integer>> bySteps = new TreeMap<>();
    for (int i = 0; i < budget.entries().size(); i++) {
      bySteps.computeIfAbsent(budget.entries().get(i), step -> new ArrayList<>()).add(i);
    }
    NavigableMap<Long, Phase> phases = new TreeMap<>();
    phases.put(0L, phase(0));
    bySteps.forEach(
        (step, entries) -> {
          set.clear();
          Set<String> before = Set.copyOf(trained);
          entries.forEach(i -> apply(i, step, before));
          phases.put(step, phase(step));
          checkSomethingIsTrained("timeline[" + entries.get(0) + "]", step);
        });
    Timeline timeline = new Timeline(own, new Stepwise<>(phases), changes);
    checkStandardizingHeads(timeline);
    checkLayerDecay();
    if (!problems.isEmpty()) {
      throw bound.invalid(problems);
    }
    return timeline;
  }

  private Phase phase(long step) {
    Map<String, TowerNode> towers = new LinkedHashMap<>();
    composition
        .towers()
        .forEach(
            (name, node) -> towers.put(name, node.in(node.tower(), anyTrained("towers." + name))));
    Map<String, HeadNode> heads = new LinkedHashMap<>();
    composition
        .heads()
        .forEach(
            (name, node) -> {
              boolean empty = node.head().block().getParameters().isEmpty();
              heads.put(name, empty ? node : node.in(!anyTrained("heads." + name)));
            });
    composition = new Composition(towers, heads, composition.losses(), composition.edges());
    return new Phase(step, composition, trained, rates);
  }

  private boolean anyTrained(String owner) {
    return trained.stream().anyMatch(name -> name.startsWith(owner + "."));
  }

  private void apply(int index, long step, Set<String> before) {
    String path = "timeline[" + index + "]";
    TimelineEntry entry = bound.value().timeline().get(index);
    if (step >= budget.steps()) {
      problem(
          path + ".at",
          "%s.at: '%s' is after %s steps, but the run ends after %s"
              .formatted(path, entry.at(), number(step), number(budget.steps())));
      return;
    }
    List<String> what = new ArrayList<>();
    change(path + ".freeze", entry.freeze(), before, false, what::add);
    change(path + ".thaw", entry.thaw(), before, true, what::add);
    entry.resolution().forEach((tower, side) -> resize(path, "resolution", tower, side, what::add));
    entry.tokens().forEach((tower, count) -> resize(path, "tokens", tower, count, what::add));
    entry.batch().ifPresent(size -> grow(path + ".batch", size, what::add));
    entry
        .edgeWeights()
        .forEach(
            (edge, weight) ->
                weigh(
                    path + ".edge-weights",
                    edge,
                    weight.value(),
                    () -> what.add("weight of " + edge + " " + weight)));
    if (!entry.lrMultipliers().isEmpty()) {
      multiply(path + ".lr-multipliers", entry.lrMultipliers(), what::add);
    }
    what.forEach(line -> changes.add(new Timeline.Change(step, line)));
  }

  private void change(
      String path,
      List<NamePattern> patterns,
      Set<String> before,
      boolean thaws,
      Consumer<String> what) {
    IdlePatterns.tell(path, patterns, trainable, "trainable parameter").forEach(this::problem);
    for (int i = 0; i < patterns.size(); i++) {
      NamePattern pattern = patterns.get(i);
      String place = path + "[" + i + "]";
      Set<String> matched = new TreeSet<>(trainable);
      matched.removeIf(name -> !pattern.matches(name));
      List<String> changed =
          matched.stream().filter(name -> before.contains(name) != thaws).toList();
      if (!matched.isEmpty() && changed.isEmpty()) {
        problem(
            place,
            "%s: what '%s' matches is %s by then already"
                .formatted(place, pattern, thaws ? "trained" : "frozen"));
      }
      for (String name : matched) {
        String other = set.putIfAbsent("parameter " + name, place);
        if (other != null && other.contains(thaws ? ".freeze" : ".thaw")) {
          problem(
              place,
              "%s: '%s' is %s at the same step by %s"
                  .formatted(place, name, thaws ? "frozen" : "thawed", other));
          break;
        }
      }
      if (thaws) {
        trained.addAll(matched);
      } else {
        trained.removeAll(matched);
      }
      what.accept(
          "%s %s (%s parameters)"
              .formatted(thaws ? "thaw" : "freeze", pattern, number(changed.size())));
    }
  }

  private void resize(String entry, String key, String name, int size, Consumer<String> what) {
    String path = entry + "." + key + "." + name;
    TowerNode node = composition.towers().get(name);
    if (node == null) {
      problem(
          path,
          "%s: there is no tower '%s'%s"
              .formatted(path, name, Suggestions.hint(name, own.towers().keySet())));
      return;
    }
    Modality modality = key.equals("tokens") ? Modality.TEXT : Modality.IMAGE;
    if (!node.tower().modality().equals(modality)) {
      problem(
          path,
          "%s: '%s' is for %s towers, and towers.%s reads the modality '%s'"
              .formatted(path, key, modality.name(), name, node.tower().modality().name()));
      return;
    }
    claim(path, "size of " + name);
    try {
      Tower tower = resized.computeIfAbsent(name + " " + size, unused -> resized(name, size));
      Map<String, TowerNode> towers = new LinkedHashMap<>(composition.towers());
      towers.put(name, node.in(tower, node.trained()));
      composition =
          new Composition(towers, composition.heads(), composition.losses(), composition.edges());
      what.accept("%s of %s %d".formatted(key, name, size));
    } catch (InvalidInputException e) {
      problem(path, path + ": " + e.getMessage());
    }
  }

  /** At its own size a tower is itself. */
  private Tower resized(String name, int size) {
    TowerNode node = own.towers().get(name);
    Tower tower =
        node.place()
            .create(
                Tower.class,
                () ->
                    node.tower()
                        .resized(size)
                        .orElseThrow(
                            () ->
                                new InvalidInputException(
                                    "a tower of type '%s' has one size only, that of its block"
                                        .formatted(node.spec().tower().component().type()))));
    if (!tower
            .block()
            .getParameters()
            .values()
            .equals(node.tower().block().getParameters().values())
        || tower.width() != node.tower().width()) {
      throw node.place().fault("gives a resized tower of another width or of other parameters");
    }
    return tower.input().shape().equals(node.tower().input().shape()) ? node.tower() : tower;
  }

  private void grow(String path, int size, Consumer<String> what) {
    claim(path, "batch");
    if (size > examples) {
      problem(
          path,
          "%s: data.train has %d examples, fewer than one batch of %d"
              .formatted(path, examples, size));
    }
    what.accept("batch " + number(size));
  }

  private void weigh(String block, String name, double weight, Runnable told) {
    String path = block + "." + name;
    List<Edge> edges = new ArrayList<>(composition.edges());
    List<String> names = edges.stream().map(Edge::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      problem(
          path, "%s: there is no edge '%s'%s".formatted(path, name, Suggestions.hint(name, names)));
      return;
    }
    claim(path, "weight of " + name);
    edges.set(index, edges.get(index).weighing(weight));
    composition =
        new Composition(composition.towers(), composition.heads(), composition.losses(), edges);
    told.run();
  }

  private void multiply(String path, Map<String, Double> patterns, Consumer<String> what) {
    patterns.forEach(
        (pattern, multiplier) -> {
          claim(path + "." + pattern, "lr of " + pattern);
          IdlePatterns.tell(
                  path, List.of(new NamePattern(pattern)), trainable, "trainable parameter")
              .values()
              .forEach(told -> problem(path + "." + pattern, told.replace("[0]", "")));
          what.accept("learning rate of %s times %s".formatted(pattern, multiplier));
        });
    List<Map<String, Double>> latestFirst = new ArrayList<>(List.of(patterns));
    latestFirst.addAll(rates);
    rates = latestFirst;
  }

  /** One thing is set once at a step. */
  private void claim(String path, String thing) {
    String other = set.putIfAbsent(thing, path);
    if (other != null) {
      problem(path, "%s: %s sets it at the same step, too; remove one".formatted(path, other));
    }
  }

  private void checkSomethingIsTrained(String path, long step) {
    if (composition.joined().stream().noneMatch(composition::trained)) {
      problem(
          path,
          "%s: from step %s on everything that the edges join is frozen; there is nothing to train"
              .formatted(path, number(step)));
    }
  }

  private void checkStandardizingHeads(Timeline timeline) {
    own.heads()
        .forEach(
            (name, head) -> {
              if (head.head().standardization().isPresent()
                  && !timeline.isEmbedded(head.from(), 0)) {
                problem(
                    "heads." + name,
                    "heads.%s standardizes its input, which is measured before the first step; the timeline changes '%s' at the start"
                        .formatted(name, head.from()));
              }
            });
  }

  private void checkLayerDecay() {
    String path = "optimizer.layer-decay";
    LayerDecaySpec decay = bound.value().optimizer().layerDecay();
    decay
        .towers()
        .forEach(
            (tower, value) -> {
              String place = path + ".towers." + tower;
              if (!own.towers().containsKey(tower)) {
                String hint = Suggestions.hint(tower, own.towers().keySet());
                problem(place, "%s: there is no tower '%s'%s".formatted(place, tower, hint));
              } else if (value != 1 && !hasBlocks(tower)) {
                problem(place, place + ": the tower has no blocks" + TOLD_APART);
              }
            });
    boolean applies =
        own.towers().keySet().stream()
            .anyMatch(tower -> !decay.towers().containsKey(tower) && hasBlocks(tower));
    if (decay.all() != 1 && !applies) {
      problem(path, path + ": no tower has blocks" + TOLD_APART);
    }
  }

  private boolean hasBlocks(String tower) {
    return LayerDecay.applies(own.towers().get(tower).tower().block().getParameters().keys());
  }

  private void problem(String path, String message) {
    problems.add(new Problem(bound.at(path), message));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
