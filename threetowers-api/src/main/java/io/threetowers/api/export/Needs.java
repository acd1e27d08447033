package io.threetowers.api.export;

import io.threetowers.api.InvalidInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which settings a model of another program needs, and which of them a tower has not: what a tower
 * says when it cannot be exported.
 *
 * <pre class="text">{@code
 * Needs.of("SiglipVisionModel").that(config.pool() == Pool.MAP, "pool: map").require();
 * }</pre>
 */
public final class Needs {
  private final String model;
  private final List<String> lacking = new ArrayList<>();

  private Needs(String model) {
    this.model = model;
  }

  /**
   * The needs of a model.
   *
   * @param model its name in the program, such as {@code CLIPVisionModel}
   * @return without any yet
   */
  public static Needs of(String model) {
    return new Needs(model);
  }

  /**
   * Adds a need.
   *
   * @param holds whether the tower meets it
   * @param setting as the experiment file would have to say it, such as {@code pool: map}
   * @return this
   */
  public Needs that(boolean holds, String setting) {
    if (!holds) {
      lacking.add("'" + setting + "'");
    }
    return this;
  }

  /** {@return whether the tower meets them all} */
  public boolean met() {
    return lacking.isEmpty();
  }

  /**
   * Refuses a tower that does not meet them.
   *
   * @throws InvalidInputException naming the model and what it needs
   */
  public void require() {
    if (!met()) {
      throw new InvalidInputException(model + " needs " + String.join(", ", lacking));
    }
  }

  /**
   * The refusal of a tower that none of several models expresses.
   *
   * @param models one or more, none of which is met
   * @return what is to be thrown: it names the model that comes nearest, and what it needs
   */
  public static InvalidInputException refuse(List<Needs> models) {
    Needs nearest =
        models.stream()
            .min(Comparator.comparingInt((Needs each) -> each.lacking.size()))
            .orElseThrow(() -> new IllegalArgumentException("no model is named"));
    return new InvalidInputException(
        "no model has its settings; the nearest, %s, needs %s"
            .formatted(nearest.model, String.join(", ", nearest.lacking)));
  }
}
