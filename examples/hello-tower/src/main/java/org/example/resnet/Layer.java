package org.example.resnet;

import ai.djl.ndarray.types.Shape;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution and the norm that follows it.
 *
 * @param name of the convolution, as torchvision has it
 * @param norm the norm's name
 * @param in channels
 * @param out channels
 * @param kernel side of the kernel
 * @param side of the image that comes out, in pixels
 */
record Layer(String name, String norm, long in, long out, long kernel, long side) {

  /**
   * All layers, in torchvision's order and with its names (models/resnet.py: ResNet._make_layer).
   */
  static List<Layer> of(ResNet.Config config) {
    List<Layer> layers = new ArrayList<>();
    long in = config.widths().get(0);
    long side = half(config.imageSize());
    layers.add(new Layer("conv1", "bn1", 3, in, 7, side));
    side = half(side); // the max pool
    for (int stage = 0; stage < config.depths().size(); stage++) {
      long out = config.widths().get(stage);
      for (int block = 0; block < config.depths().get(stage); block++) {
        boolean downsample = stage > 0 && block == 0;
        side = downsample ? half(side) : side;
        String name = "layer%d.%d.".formatted(stage + 1, block);
        layers.add(new Layer(name + "conv1", name + "bn1", in, out, 3, side));
        layers.add(new Layer(name + "conv2", name + "bn2", out, out, 3, side));
        if (downsample) {
          layers.add(new Layer(name + "downsample.0", name + "downsample.1", in, out, 1, side));
        }
        in = out;
      }
    }
    return layers;
  }

  /** What a stride of 2 leaves of a side, with torchvision's paddings. */
  private static long half(long side) {
    return (side + 1) / 2;
  }

  /** In the order that resnet.script expects; initial values are torchvision's. */
  void declare(ScriptBlock.Builder block) {
    double fanOut = kernel * kernel * out;
    block
        .parameter(
            name + ".weight",
            new Shape(out, in, kernel, kernel),
            Initializers.normal(Math.sqrt(2 / fanOut)))
        .parameter(norm + ".weight", new Shape(out), Initializers.ones())
        .parameter(norm + ".bias", new Shape(out), Initializers.zeros())
        .constant(norm + ".running_mean", new Shape(out), Initializers.zeros())
        .constant(norm + ".running_var", new Shape(out), Initializers.ones());
  }

  /** Multiplications and additions for one image, without the norm's. */
  double flops() {
    return 2.0 * kernel * kernel * in * out * side * side;
  }
}
