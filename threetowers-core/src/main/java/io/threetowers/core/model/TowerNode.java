package io.threetowers.core.model;

import ai.djl.nn.Parameter;
import io.threetowers.api.Modality;
import io.threetowers.api.Tower;
import io.threetowers.api.data.FieldType;
import io.threetowers.core.experiment.Precision;
import io.threetowers.core.experiment.TowerSpec;
import io.threetowers.core.failure.Place;

/**
 * A tower in the graph.
 *
 * @param precision what it computes in
 * @param trained whether any of its parameters is
 * @param place of its block in the file
 */
public record TowerNode(
    String name, Tower tower, TowerSpec spec, Precision precision, boolean trained, Place place) {

  /**
   * The same in another phase of the training.
   *
   * @param other the tower for inputs of the phase's size
   */
  public TowerNode in(Tower other, boolean isTrained) {
    return new TowerNode(name, other, spec, precision, isTrained, place);
  }

  /** The data field that it reads. */
  public String field() {
    return spec.field().orElse(tower.modality().name());
  }

  /** Whether a parameter of the tower, by its name in the block, is trained. */
  public boolean isTrained(String parameterName, Parameter parameter) {
    return Model.isTrained(spec, parameterName, parameter);
  }

  /** The type of that field. */
  public FieldType fieldType() {
    if (tower.modality().equals(Modality.IMAGE)) {
      return FieldType.IMAGE;
    }
    return tower.modality().equals(Modality.TEXT) ? FieldType.TEXT : FieldType.RAW;
  }

  /**
   * Whether an example has the same embedding in every epoch, so that it need be computed only
   * once: a frozen tower on the clean view, which shows whole images and first captions.
   */
  public boolean constant() {
    return !trained && !spec.augmented();
  }

  /** Whether its embeddings are kept on the disk. */
  public boolean cached() {
    return spec.cache();
  }

  /** Whether it runs over the data before the first step, and not in the steps. */
  public boolean precomputed() {
    return cached() || constant();
  }
}
