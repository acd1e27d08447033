package io.threetowers.towers.text;

import io.threetowers.api.nn.TransformerEncoder;

/**
 * Where the parameters of each part start in the list that text.script receives, in the order of
 * their declaration, after token embeddings (0) and positions (1); a part that the configuration
 * leaves out takes no place.
 */
record TextLayout(TextTransformerConfig config, TransformerEncoder encoder) {

  int segments() {
    return 2;
  }

  int embeddingNorm() {
    return segments() + (config.segments() ? 1 : 0);
  }

  int blocks() {
    return embeddingNorm() + (config.embeddingNorm() ? 2 : 0);
  }

  int pool() {
    return blocks() + encoder.parameters();
  }

  int preLogits() {
    return pool() + (config.pool() == Pool.MAP ? encoder.poolParameters() : 0);
  }

  int projection() {
    return preLogits() + (config.preLogits().isPresent() ? 2 : 0);
  }
}
