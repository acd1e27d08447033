package io.threetowers.core.embed;

import io.threetowers.api.data.FieldType;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.TowerNode;

/**
 * An embedding that is written.
 *
 * @param embedding the name of a head or a tower
 * @param tower at its root
 * @param files what its folder and files are called: {@code img} gives {@code
 *     img_emb/img_emb_0.npy}
 * @param width D
 */
public record EmbedTarget(String embedding, TowerNode tower, String files, int width) {

  static EmbedTarget of(String embedding, String files, Composition composition) {
    return new EmbedTarget(
        embedding, composition.tower(embedding), files, composition.width(embedding));
  }

  /** Whether its values are images. */
  public boolean readsImages() {
    return tower.fieldType() == FieldType.IMAGE;
  }

  /** Whether its values are texts. */
  public boolean readsTexts() {
    return tower.fieldType() == FieldType.TEXT;
  }

  String folder() {
    return files + "_emb";
  }
}
