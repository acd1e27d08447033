package io.threetowers.core.embed;

import java.util.List;
import java.util.Optional;

/**
 * What is written.
 *
 * @param targets at least one; their rows stand beside each other
 * @param captions the field of the texts that stand beside the rows; empty where the data has none
 * @param everyCaption whether each caption has a row of its own, beside a copy of its image's;
 *     otherwise an example has one row, with its first caption
 * @param half float16 instead of float32
 * @param shardSize examples of a shard
 */
public record EmbedSettings(
    List<EmbedTarget> targets,
    Optional<String> captions,
    boolean everyCaption,
    boolean half,
    int shardSize) {

  public EmbedSettings {
    targets = List.copyOf(targets);
  }
}
