package io.threetowers.core.train;

import io.threetowers.core.experiment.LayerDecaySpec;
import io.threetowers.core.model.Composition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Layer-wise learning-rate decay: decay^(depth + 1 - layer), where the layer of what a tower
 * declares before its blocks is 0, that of block i is i + 1, and that of all else depth + 1.
 *
 * <p>As BEiT (arXiv 2106.08254; microsoft/unilm, beit/optim_factory.py, get_num_layer_for_vit).
 * timm's param_groups_layer_decay differs in the norm after the blocks alone, which it gives the
 * last block's rate.
 */
final class LayerDecay {
  private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d{1,6})\\..*");

  private final Map<String, Double> rates = new HashMap<>();

  LayerDecay(Composition composition, LayerDecaySpec spec) {
    composition
        .towers()
        .forEach(
            (name, node) -> {
              if (spec.of(name) != 1) {
                List<String> parameters = node.tower().block().getParameters().keys();
                add("towers." + name + ".", parameters, spec.of(name));
              }
            });
  }

  /** Whether a tower has blocks that decay can tell apart. */
  static boolean applies(List<String> parameters) {
    return parameters.stream().anyMatch(name -> BLOCK.matcher(name).matches());
  }

  private void add(String owner, List<String> parameters, double decay) {
    int depth = parameters.stream().mapToInt(LayerDecay::layer).max().orElse(0);
    boolean before = true;
    for (String name : parameters) {
      int layer = layer(name);
      before &= layer == 0;
      if (layer > 0 || (before && depth > 0)) {
        rates.put(owner + name, Math.pow(decay, depth + 1.0 - layer));
      }
    }
  }

  /** 0 of what belongs to no block. */
  private static int layer(String name) {
    Matcher matcher = BLOCK.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) + 1 : 0;
  }

  /** What the learning rate of a parameter is multiplied by. */
  double of(String name) {
    return rates.getOrDefault(name, 1.0);
  }
}
