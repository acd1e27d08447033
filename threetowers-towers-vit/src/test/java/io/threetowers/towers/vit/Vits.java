package io.threetowers.towers.vit;

import io.threetowers.api.data.Pixels;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.Fit;
import io.threetowers.api.nn.MlpKind;
import io.threetowers.api.nn.TransformerSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Configurations for tests: the defaults of an experiment file, with some settings changed. */
final class Vits {
  private Optional<VitSize> size = Optional.empty();
  private Optional<Integer> width = Optional.empty();
  private Optional<Integer> depth = Optional.empty();
  private Optional<Integer> heads = Optional.empty();
  private Optional<Integer> mlp = Optional.empty();
  private Optional<Integer> patch = Optional.empty();
  private int imageSize = 224;
  private boolean dropRemainder;
  private Pool pool = Pool.GAP;
  private Positions positions = Positions.LEARNED;
  private Activation activation = Activation.GELU_TANH;
  private double epsilon = 1e-6;
  private boolean patchBias = true;
  private boolean preNorm;
  private int registers;
  private boolean layerScale;
  private MlpKind mlpKind = MlpKind.MLP;
  private Optional<Integer> preLogits = Optional.empty();
  private Optional<Integer> projection = Optional.empty();
  private boolean projectionBias;
  private double dropout;
  private double patchDropout;
  private Optional<Path> weights = Optional.empty();
  private Pixels.Filter resize = Pixels.Filter.BILINEAR;
  private Fit fit = Fit.SQUASH;
  private Optional<Integer> shortSide = Optional.empty();
  private List<Double> mean = List.of(0.5, 0.5, 0.5);
  private List<Double> std = List.of(0.5, 0.5, 0.5);

  private Vits() {}

  static Vits of(String size) {
    Vits vits = new Vits();
    vits.size = Optional.of(VitSize.parse(size));
    return vits;
  }

  /** Without a named size. */
  static Vits explicit(TransformerSize size, int patch) {
    Vits vits = new Vits();
    vits.width = Optional.of(size.width());
    vits.depth = Optional.of(size.depth());
    vits.heads = Optional.of(size.heads());
    vits.mlp = Optional.of(size.mlp());
    vits.patch = Optional.of(patch);
    return vits;
  }

  /** Small enough for everything: images of 12 x 12 in patches of 4 x 4. */
  static Vits small() {
    return explicit(new TransformerSize(16, 2, 4, 24), 4).imageSize(12);
  }

  Vits width(int value) {
    width = Optional.of(value);
    return this;
  }

  Vits heads(int value) {
    heads = Optional.of(value);
    return this;
  }

  Vits imageSize(int value) {
    imageSize = value;
    return this;
  }

  Vits dropRemainder() {
    dropRemainder = true;
    return this;
  }

  Vits pool(Pool value) {
    pool = value;
    return this;
  }

  Vits positions(Positions value) {
    positions = value;
    return this;
  }

  Vits activation(Activation value) {
    activation = value;
    return this;
  }

  /** As CLIP's: norm before the blocks, no bias of the patches, projection. */
  Vits clip() {
    epsilon = 1e-5;
    patchBias = false;
    preNorm = true;
    projection = Optional.of(12);
    return pool(Pool.CLS).activation(Activation.QUICK_GELU);
  }

  /** As DINOv2's: registers, layer scale, gated MLPs. */
  Vits dino() {
    registers = 3;
    layerScale = true;
    mlpKind = MlpKind.SWIGLU;
    return this;
  }

  /** As of the original release with a head: dense layer with tanh, head with a bias. */
  Vits head() {
    preLogits = Optional.of(20);
    projection = Optional.of(12);
    projectionBias = true;
    return this;
  }

  Vits shortSide(int value) {
    shortSide = Optional.of(value);
    return this;
  }

  Vits dropout(double value) {
    dropout = value;
    return this;
  }

  Vits patchDropout(double value) {
    patchDropout = value;
    return this;
  }

  Vits weights(Path value) {
    weights = Optional.of(value);
    return this;
  }

  Vits resize(Pixels.Filter value) {
    resize = value;
    return this;
  }

  Vits fit(Fit value) {
    fit = value;
    return this;
  }

  Vits colours(List<Double> means, List<Double> deviations) {
    mean = means;
    std = deviations;
    return this;
  }

  VitConfig build() {
    return new VitConfig(
        size,
        width,
        depth,
        heads,
        mlp,
        patch,
        imageSize,
        dropRemainder,
        pool,
        false,
        positions,
        activation,
        epsilon,
        patchBias,
        preNorm,
        registers,
        layerScale,
        mlpKind,
        preLogits,
        projection,
        projectionBias,
        dropout,
        patchDropout,
        weights,
        resize,
        fit,
        shortSide,
        mean,
        std);
  }
}
