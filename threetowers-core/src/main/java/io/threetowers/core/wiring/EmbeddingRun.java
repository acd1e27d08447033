package io.threetowers.core.wiring;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.FieldType;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.Problem;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.embed.EmbedListener;
import io.threetowers.core.embed.EmbedSettings;
import io.threetowers.core.embed.EmbedTarget;
import io.threetowers.core.embed.EmbedTargets;
import io.threetowers.core.embed.EmbeddingWriter;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.TowerSpec;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.WeightUse;
import io.threetowers.core.run.CheckpointChoice;
import io.threetowers.core.run.CheckpointStore;
import io.threetowers.core.run.RunFolder;
import io.threetowers.core.train.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the embeddings of a data source, by the towers of a run or by pretrained ones. */
public final class EmbeddingRun {
  private static final String TEXT = "text";

  private static final Pattern TOWER_SETTING = Pattern.compile("towers\\.[^.]+\\.(.*)");

  /** Settings of heads and sources that embeddings do not depend on. */
  private static final Pattern INDIFFERENT =
      Pattern.compile("heads\\.[^.]+\\.frozen|data\\.[^.]+\\.window");

  private final Bound<Experiment> bound;
  private final Request request;
  private final EmbedListener listener;

  /**
   * What is asked for.
   *
   * @param data the name of a source of the experiment
   * @param towers names of towers or heads; none: those that evaluators read
   * @param withoutHeads whether the name of a tower means its own output
   * @param everyCaption whether each caption has a row
   * @param half float16 instead of float32
   * @param shardSize examples of a shard
   * @param out the folder
   */
  public record Request(
      String data,
      List<String> towers,
      boolean withoutHeads,
      boolean everyCaption,
      boolean half,
      int shardSize,
      Path out) {

    public Request {
      towers = List.copyOf(towers);
      if (shardSize < 1) {
        throw new InvalidInputException(
            "--shard-size must be at least 1, not '%d'".formatted(shardSize));
      }
    }
  }

  private EmbeddingRun(Bound<Experiment> bound, Request request, EmbedListener listener) {
    this.bound = bound;
    this.request = request;
    this.listener = listener;
  }

  /** Embeds with a checkpoint of a run. */
  public static EmbeddingWriter.Summary ofRun(
      Bound<Experiment> bound,
      RunFolder folder,
      CheckpointChoice choice,
      Request request,
      EmbedListener listener)
      throws IOException {
    EmbeddingRun run = new EmbeddingRun(bound, request, listener);
    ExperimentParts parts = ExperimentParts.embedding(bound, request.data(), false);
    List<EmbedTarget> targets = run.targets(parts);
    Wired wired = parts.inject();
    try (Model model = wired.get(Model.class)) {
      Checkpoints.loadModel(new CheckpointStore(folder.checkpoints()), choice, model);
      return run.write(parts, wired, targets);
    }
  }

  /** Embeds with the weights that the towers of an experiment start from. */
  public static EmbeddingWriter.Summary ofFile(
      Bound<Experiment> bound, Request request, EmbedListener listener) throws IOException {
    EmbeddingRun run = new EmbeddingRun(bound, request, listener);
    ExperimentParts parts = ExperimentParts.embedding(bound, request.data(), true);
    List<EmbedTarget> targets = run.targets(parts);
    run.requireTrained(parts, targets);
    Wired wired = parts.inject();
    try (Model model = wired.get(Model.class)) {
      model.loadPretrained();
      return run.write(parts, wired, targets);
    }
  }

  private EmbeddingWriter.Summary write(
      ExperimentParts parts, Wired wired, List<EmbedTarget> targets) throws IOException {
    DataSource data = parts.datasets().source(request.data());
    EmbedSettings settings =
        new EmbedSettings(
            targets,
            captions(targets, data),
            request.everyCaption(),
            request.half(),
            request.shardSize());
    return new EmbeddingWriter(
            wired.get(Model.class), wired.get(ModelEmbedder.class), data, settings, listener)
        .write(request.out(), origin(parts.composition(), targets));
  }

  private List<EmbedTarget> targets(ExperimentParts parts) throws IOException {
    List<EmbedTarget> targets =
        new EmbedTargets(parts.experiment(), parts.composition())
            .of(request.towers(), request.withoutHeads());
    DataSource data = parts.datasets().source(request.data());
    List<Problem> problems = new ArrayList<>();
    for (EmbedTarget target : targets) {
      String field = target.tower().field();
      FieldType found = data.fields().get(field);
      if (found != target.tower().fieldType()) {
        String path = "data." + request.data();
        problems.add(
            new Problem(
                bound.at(path),
                "%s has no %s field '%s', which towers.%s reads; its fields are %s"
                    .formatted(
                        path,
                        target.tower().tower().modality().name(),
                        field,
                        target.tower().name(),
                        String.join(", ", new TreeSet<>(data.fields().keySet())))));
      }
    }
    if (!problems.isEmpty()) {
      throw bound.invalid(problems);
    }
    FirstImages.require(
        bound,
        parts.datasets(),
        targets.stream()
            .filter(EmbedTarget::readsImages)
            .map(target -> target.tower().field())
            .collect(Collectors.toSet()));
    return targets;
  }

  /** Random embeddings look like any others, so nobody shall get them by mistake. */
  private void requireTrained(ExperimentParts parts, List<EmbedTarget> targets) {
    List<Problem> problems = new ArrayList<>();
    for (EmbedTarget target : targets) {
      String tower = "towers." + target.tower().name();
      List<WeightUse> uses = parts.weights().getOrDefault(target.tower().name(), List.of());
      boolean random =
          uses.isEmpty()
              && target.tower().tower().weightFiles().isEmpty()
              && !target.tower().tower().block().getParameters().isEmpty();
      List<String> initial = uses.stream().flatMap(use -> use.initial().stream()).toList();
      if (random || !initial.isEmpty()) {
        problems.add(
            new Problem(
                bound.at(tower),
                "%s starts %s; give it all its weights, or embed the run that trained it"
                    .formatted(
                        tower,
                        random
                            ? "from random values"
                            : "with random values in " + String.join(", ", initial))));
      }
      Map<String, HeadNode> heads = parts.composition().heads();
      for (HeadNode head = heads.get(target.embedding());
          head != null;
          head = heads.get(head.from())) {
        if (!head.head().block().getParameters().isEmpty()) {
          String path = "heads." + head.name();
          problems.add(
              new Problem(
                  bound.at(path),
                  path
                      + " starts from random values; embed the run that trained it, or add --without-heads for the tower's own output"));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw bound.invalid(problems.stream().distinct().toList());
    }
  }

  /** The texts of a tower that is embedded, or else those that are named as usual. */
  private static Optional<String> captions(List<EmbedTarget> targets, DataSource data) {
    return targets.stream()
        .filter(EmbedTarget::readsTexts)
        .map(target -> target.tower().field())
        .findFirst()
        .or(() -> Optional.of(TEXT).filter(name -> data.fields().get(name) == FieldType.TEXT));
  }

  /** The settings that the rows depend on, by their paths. */
  private Map<String, String> origin(Composition composition, List<EmbedTarget> targets) {
    List<String> paths = new ArrayList<>(List.of("data." + request.data()));
    for (EmbedTarget target : targets) {
      paths.add("towers." + target.tower().name());
      for (HeadNode head = composition.heads().get(target.embedding());
          head != null;
          head = composition.heads().get(head.from())) {
        paths.add("heads." + head.name());
      }
    }
    Map<String, String> origin = new TreeMap<>();
    new ResolvedPrinter()
        .flatten(bound)
        .forEach(
            (path, value) -> {
              boolean taken = paths.stream().anyMatch(part -> path.startsWith(part + "."));
              if (taken && !isIndifferent(path)) {
                origin.put(path, value);
              }
            });
    return origin;
  }

  private static boolean isIndifferent(String path) {
    Matcher tower = TOWER_SETTING.matcher(path);
    return tower.matches()
        ? TowerSpec.isIndifferent(tower.group(1))
        : INDIFFERENT.matcher(path).matches();
  }
}
