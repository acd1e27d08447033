package io.threetowers.core.embed;

import io.threetowers.api.Evaluator;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.HostContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which embeddings of an experiment are meant by the names that a person gives, or by none. */
public final class EmbedTargets {
  private final Composition composition;

  /** Those that evaluators read. */
  private final Set<String> evaluated = new LinkedHashSet<>();

  /** Those that an edge joins with each other, not with a label. */
  private final Set<String> joined = new LinkedHashSet<>();

  /** Of a checked experiment. */
  public EmbedTargets(Experiment experiment, Composition composition) {
    this.composition = composition;
    experiment
        .evaluate()
        .forEach(
            (name, spec) ->
                evaluated.addAll(
                    HostContext.build(Evaluator.class, "evaluate." + name, spec.evaluator())
                        .embeddings()));
    for (Edge edge : composition.edges()) {
      if (!edge.left().isLabel() && !edge.right().isLabel()) {
        joined.add(edge.left().name());
        joined.add(edge.right().name());
      }
    }
  }

  /**
   * The embeddings that {@code names} mean: a head itself; a tower's that evaluators read, or else
   * that edges join; a tower itself where it has none.
   *
   * @param names of towers or heads; none: the two of an edge that evaluators read, or of the first
   *     edge
   * @param withoutHeads whether a tower's name means its own output, whatever heads it has
   * @throws InvalidInputException if a name is of nothing, or may mean several heads
   */
  public List<EmbedTarget> of(List<String> names, boolean withoutHeads) {
    List<String> embeddings = new ArrayList<>();
    for (String name : names.isEmpty() ? pair(withoutHeads) : names) {
      String embedding = withoutHeads ? tower(name) : embedding(name);
      if (embeddings.contains(embedding)) {
        throw new InvalidInputException(
            "--towers names '%s' twice; each is written once".formatted(embedding));
      }
      embeddings.add(embedding);
    }
    return named(embeddings);
  }

  private List<String> pair(boolean withoutHeads) {
    List<Edge> pairs =
        composition.edges().stream()
            .filter(edge -> !edge.left().isLabel() && !edge.right().isLabel())
            .toList();
    return pairs.stream()
        .filter(
            edge ->
                evaluated.contains(edge.left().name()) && evaluated.contains(edge.right().name()))
        .findFirst()
        .or(() -> pairs.stream().findFirst())
        .map(edge -> List.of(edge.left().name(), edge.right().name()))
        .map(names -> withoutHeads ? names.stream().map(this::root).toList() : names)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "no edge joins two embeddings; name what is embedded by --towers, such as '%s'"
                        .formatted(composition.towers().keySet().iterator().next())));
  }

  private String root(String embedding) {
    return composition.tower(embedding).name();
  }

  private String tower(String name) {
    if (composition.towers().containsKey(name)) {
      return name;
    }
    throw new InvalidInputException(
        "there is no tower '%s'%s"
            .formatted(name, Suggestions.hint(name, composition.towers().keySet())));
  }

  private String embedding(String name) {
    if (composition.heads().containsKey(name)) {
      return name;
    } else if (!composition.towers().containsKey(name)) {
      Set<String> all = new LinkedHashSet<>(composition.towers().keySet());
      all.addAll(composition.heads().keySet());
      throw new InvalidInputException(
          "there is no tower or head '%s'%s".formatted(name, Suggestions.hint(name, all)));
    }
    List<String> heads =
        composition.heads().values().stream()
            .filter(head -> head.tower().equals(name))
            .map(HeadNode::name)
            .filter(head -> evaluated.contains(head) || joined.contains(head))
            .toList();
    return only(heads)
        .or(() -> only(heads.stream().filter(evaluated::contains).toList()))
        .orElseGet(() -> itself(name, heads));
  }

  private static Optional<String> only(List<String> names) {
    return names.size() == 1 ? Optional.of(names.get(0)) : Optional.empty();
  }

  private static String itself(String tower, List<String> heads) {
    if (heads.isEmpty()) {
      return tower;
    }
    throw new InvalidInputException(
        "tower '%s' has the heads %s; name one of them, or add --without-heads for the tower's own output"
            .formatted(
                tower,
                heads.stream().map(head -> "'" + head + "'").collect(Collectors.joining(", "))));
  }

  /** The first of images and the first of texts bear the names that clip-retrieval looks for. */
  private List<EmbedTarget> named(List<String> embeddings) {
    List<EmbedTarget> targets = new ArrayList<>();
    Set<String> taken = new LinkedHashSet<>();
    for (String embedding : embeddings) {
      EmbedTarget own =
          EmbedTarget.of(embedding, embedding.replaceAll("[^\\w-]", "_"), composition);
      String files =
          own.readsImages() && taken.add("img")
              ? "img"
              : own.readsTexts() && taken.add("text") ? "text" : own.files();
      if (files.equals(own.files()) && targets.stream().anyMatch(t -> t.files().equals(files))) {
        throw new InvalidInputException(
            "the folder '%s_emb' is that of '%s'; name '%s' before it"
                .formatted(
                    files,
                    targets.stream()
                        .filter(t -> t.files().equals(files))
                        .map(EmbedTarget::embedding)
                        .findFirst()
                        .orElseThrow(),
                    embedding));
      }
      targets.add(EmbedTarget.of(embedding, files, composition));
    }
    return targets;
  }
}
