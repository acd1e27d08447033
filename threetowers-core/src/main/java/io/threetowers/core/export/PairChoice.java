package io.threetowers.core.export;

import io.threetowers.api.Evaluator;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Modality;
import io.threetowers.api.config.Suggestions;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Edge;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.Model;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which image embedding and which text embedding of an experiment are meant. */
final class PairChoice {

  /** Two names. */
  private record Names(String image, String text) {
    @Override
    public String toString() {
      return image + " with " + text;
    }
  }

  private final Experiment experiment;
  private final Composition composition;

  PairChoice(Experiment experiment, Composition composition) {
    this.experiment = experiment;
    this.composition = composition;
  }

  /**
   * Those that are named; else those that evaluators compare; else those that an edge joins.
   *
   * @throws InvalidInputException if there is no such pair, or more than one
   */
  ExportedPair choose(Optional<String> image, Optional<String> text, Model model) {
    image.ifPresent(name -> require("--image", name, Modality.IMAGE));
    text.ifPresent(name -> require("--text", name, Modality.TEXT));
    Set<Names> found = candidates(image, text, evaluated());
    if (found.isEmpty()) {
      found = candidates(image, text, joined());
    }
    if (found.isEmpty() && image.isPresent() && text.isPresent()) {
      found = Set.of(new Names(image.get(), text.get()));
    }
    if (found.size() != 1) {
      String what =
          found.isEmpty()
              ? "neither an evaluator nor an edge joins an image and a text embedding"
              : "there is more than one pair of an image and a text embedding ("
                  + found.stream().map(Names::toString).collect(Collectors.joining(", "))
                  + ")";
      throw new InvalidInputException(what + "; name them with --image NAME and --text NAME");
    }
    Names names = found.iterator().next();
    Side left = Side.of(composition, names.image());
    Side right = Side.of(composition, names.text());
    if (left.width() != right.width()) {
      throw new InvalidInputException(
          "'%s' is %d wide and '%s' is %d; two embeddings of one width are compared"
              .formatted(names.image(), left.width(), names.text(), right.width()));
    }
    return new ExportedPair(model, left, right, edge(names));
  }

  private void require(String option, String name, Modality modality) {
    Set<String> fitting = new TreeSet<>(composition.towers().keySet());
    fitting.addAll(composition.heads().keySet());
    fitting.removeIf(each -> !reads(each, modality));
    if (!fitting.contains(name)) {
      throw new InvalidInputException(
          "%s '%s' names no embedding of a tower that reads %s%s"
              .formatted(option, name, modality.name(), Suggestions.hint(name, fitting)));
    }
  }

  private Set<Names> candidates(
      Optional<String> image, Optional<String> text, List<Set<String>> joined) {
    Set<Names> pairs = new LinkedHashSet<>();
    for (Set<String> names : joined) {
      List<String> images = names.stream().filter(each -> reads(each, Modality.IMAGE)).toList();
      List<String> texts = names.stream().filter(each -> reads(each, Modality.TEXT)).toList();
      if (images.size() == 1
          && texts.size() == 1
          && image.map(images::contains).orElse(true)
          && text.map(texts::contains).orElse(true)) {
        pairs.add(new Names(images.get(0), texts.get(0)));
      }
    }
    return pairs;
  }

  private List<Set<String>> evaluated() {
    return experiment.evaluate().entrySet().stream()
        .map(
            entry ->
                HostContext.build(
                        Evaluator.class, "evaluate." + entry.getKey(), entry.getValue().evaluator())
                    .embeddings())
        .toList();
  }

  private List<Set<String>> joined() {
    return composition.edges().stream()
        .map(
            edge ->
                List.of(edge.left(), edge.right()).stream()
                    .filter(side -> !side.isLabel())
                    .map(Edge.Side::name)
                    .collect(Collectors.toSet()))
        .toList();
  }

  private boolean reads(String embedding, Modality modality) {
    return composition.hasEmbedding(embedding)
        && composition.tower(embedding).tower().modality().equals(modality);
  }

  private Optional<Edge> edge(Names names) {
    return composition.edges().stream()
        .filter(edge -> !edge.left().isLabel() && !edge.right().isLabel())
        .filter(
            edge ->
                Set.of(edge.left().name(), edge.right().name())
                    .equals(Set.of(names.image(), names.text())))
        .findFirst();
  }
}
