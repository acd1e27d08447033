package io.threetowers.towers.vit;

import io.threetowers.api.nn.TransformerEncoder;

/**
 * Where the parameters of each part start in the list that vit.script receives, in the order of
 * their declaration; a part that the configuration leaves out takes no place.
 */
record VitLayout(VitConfig config, TransformerEncoder encoder) {

  int positions() {
    return config.patchBias() ? 2 : 1;
  }

  int classToken() {
    return positions() + one(config.positions() == Positions.LEARNED);
  }

  int registers() {
    return classToken() + one(config.pool() == Pool.CLS);
  }

  int preNorm() {
    return registers() + one(config.registers() > 0);
  }

  int blocks() {
    return preNorm() + 2 * one(config.preNorm());
  }

  int pool() {
    return blocks() + encoder.parameters();
  }

  int preLogits() {
    return pool() + (config.pool() == Pool.MAP ? encoder.poolParameters() : 0);
  }

  int projection() {
    return preLogits() + 2 * one(config.preLogits().isPresent());
  }

  private static int one(boolean present) {
    return present ? 1 : 0;
  }
}
