package io.threetowers.core.wiring;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.api.Part;
import io.threetowers.api.Tower;
import io.threetowers.core.config.PresetParts;
import io.threetowers.core.failure.ComponentException;
import io.threetowers.core.model.FamilyMatches;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.model.TowerFit;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is in a file of weights, and what the installed towers make of it. No value is read.
 *
 * @param tensors all of them, by name
 * @param fits the towers, as presets make them, that fit; if none does, the nearest
 */
public record WeightSurvey(List<Tensor> tensors, List<Fit> fits) {

  /**
   * A tensor.
   *
   * @param type as it is stored
   */
  public record Tensor(String name, Shape shape, String type, long bytes) {}

  /**
   * A tower as a preset makes it.
   *
   * @param type of the tower
   * @param made with which settings
   */
  public record Fit(String type, PresetParts.Made made, TowerFit fit) {
    /** Whether all parameters and all tensors fit. */
    public boolean isWhole() {
      return fit.problems().isEmpty();
    }
  }

  public WeightSurvey {
    tensors = List.copyOf(tensors);
    fits = List.copyOf(fits);
  }

  /**
   * Looks at a file.
   *
   * @throws InvalidInputException if it is missing or damaged
   */
  public static WeightSurvey of(Path file, ComponentRegistry registry) throws IOException {
    try (WeightFile weights = WeightFile.open(file)) {
      List<Tensor> tensors = new ArrayList<>();
      for (String name : weights.names()) {
        Shape shape = weights.shape(name);
        long bytes = shape.size() * weights.type(name).bytes();
        tensors.add(new Tensor(name, shape, weights.type(name).name(), bytes));
      }
      List<Fit> fits = new ArrayList<>();
      FamilyMatches matches = new FamilyMatches(weights);
      for (PresetParts.Made made : PresetParts.of(Kind.TOWER, registry)) {
        tower(made)
            .flatMap(tower -> TowerFit.of(tower, weights, file, matches))
            .ifPresent(fit -> fits.add(new Fit(made.part().component().type(), made, fit)));
      }
      return new WeightSurvey(tensors, likely(fits));
    }
  }

  /** Those that fit; of types of which none does, the one that has a use for most tensors. */
  private static List<Fit> likely(List<Fit> fits) {
    List<Fit> whole = fits.stream().filter(Fit::isWhole).toList();
    return whole.isEmpty()
        ? fits.stream()
            .max(
                Comparator.comparingInt((Fit fit) -> fit.fit().use().tensors())
                    .thenComparing(fit -> fit.fit().fitting()))
            .stream()
            .toList()
        : whole;
  }

  /** A tower that needs more than a preset, such as a file, is left out. */
  @SuppressWarnings("unchecked") // the kind says what is built
  private static Optional<Tower> tower(PresetParts.Made made) {
    try {
      return Optional.of(
          HostContext.build(Tower.class, "towers.preset", (Part<Tower>) made.part()));
    } catch (InvalidInputException | ComponentException e) {
      return Optional.empty();
    }
  }
}
