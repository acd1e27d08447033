package org.example.resnet;

import io.threetowers.api.Component;
import io.threetowers.testkit.ConfigContract;

/** The contract of settings. */
class ResNetConfigTest extends ConfigContract {

  @Override
  protected Component<?, ?> component() {
    return new ResNet();
  }

  @Override
  protected String everySetting() {
    return """
    weights: weights/emoji-resnet.safetensors
    depths: [2, 2, 2, 1]
    widths: [16, 32, 64, 128]
    image-size: 64
    mean: [0.5, 0.4, 0.3]
    std: [0.3, 0.2, 0.1]
    """;
  }
}
