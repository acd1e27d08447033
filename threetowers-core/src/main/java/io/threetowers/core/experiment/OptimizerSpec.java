package io.threetowers.core.experiment;

import io.threetowers.api.Optimizer;
import io.threetowers.api.Part;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.core.config.Inline;
import java.util.Map;

/**
 * The update rule, its learning rate and its weight decay.
 *
 * <p>Patterns match full parameter names such as {@code towers.image.blocks.0.attn.qkv.weight}; the
 * first that matches wins, as in big_vision's optax.py.
 */
public record OptimizerSpec(
    @Doc("the component") @Inline Part<Optimizer> optimizer,
    @Doc("learning rate at the schedule's peak") @Range(min = 0) double lr,
    @Doc("weight decay") @Default("0") @Range(min = 0) double weightDecay,
    @Doc(
            "whether decay shrinks by lr times weight-decay (PyTorch) or by weight-decay alone (big_vision)")
        @Default("lr")
        DecayUnit decayUnit,
    @Doc("learning rate multipliers by name pattern; no match: 1") @Default("{}")
        Map<String, Double> lrMultipliers,
    @Doc(
            "weight decay multipliers by name pattern; no match: 1 for matrices but embeddings, else 0")
        @Default("{}")
        Map<String, Double> decayMultipliers,
    @Doc(
            "what the learning rate of each block of a tower is multiplied by, relative to the next one's; the last has this, what comes after the blocks 1; 0.75 is short for {all: 0.75}")
        @Default("{}")
        LayerDecaySpec layerDecay) {

  public OptimizerSpec {
    lrMultipliers.keySet().forEach(NamePattern::new);
    decayMultipliers.keySet().forEach(NamePattern::new);
  }

  /** What weight decay is a multiple of; the schedule applies to both. */
  public enum DecayUnit {
    LR,
    ONE
  }
}
