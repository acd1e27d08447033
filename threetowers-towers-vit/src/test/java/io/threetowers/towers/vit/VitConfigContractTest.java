package io.threetowers.towers.vit;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;
import java.util.Set;

final class VitConfigContractTest extends ConfigContract {
  @Override
  protected Component<?, ?> component() {
    return new VitFactory();
  }

  @Override
  protected String everySetting() {
    return """
        size: S/16
        width: 96
        depth: 2
        heads: 3
        mlp: 100
        patch: 8
        image-size: 35
        drop-remainder: true
        patch-dropout: 0.5
        pool: cls
        norm-after-pool: true
        positions: sincos2d
        activation: quick-gelu
        epsilon: 1e-5
        patch-bias: false
        pre-norm: true
        registers: 4
        layer-scale: true
        mlp-kind: swiglu
        pre-logits: 80
        projection: 64
        projection-bias: true
        dropout: 0.1
        weights: vit.safetensors
        resize: bicubic
        fit: crop
        short-side: 40
        mean: [0.48, 0.46, 0.41]
        std: [0.27, 0.26, 0.28]
        """;
  }

  /** Or width, depth, heads and patch. */
  @Override
  protected Set<String> alsoRequired() {
    return Set.of("size");
  }
}
