package io.threetowers.towers.text;

import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.TransformerSize;
import java.nio.file.Path;
import java.util.Optional;

/** Configurations for tests: the defaults of an experiment file, with some settings changed. */
final class Texts {
  static final Part<Tokenizer> BYTES = new Part<>(new BytesFactory(), new BytesConfig());

  private final TransformerSize size;
  private Part<Tokenizer> tokenizer = BYTES;
  private int length = 16;
  private boolean causal;
  private Pool pool = Pool.LAST;
  private boolean maskPadding;
  private Activation activation = Activation.GELU_TANH;
  private double dropout;
  private Optional<Path> weights = Optional.empty();

  private Texts(TransformerSize size) {
    this.size = size;
  }

  static Texts of(TransformerSize size) {
    return new Texts(size);
  }

  static Texts small() {
    return new Texts(new TransformerSize(16, 2, 4, 24)).length(8);
  }

  Texts tokenizer(Part<Tokenizer> value) {
    tokenizer = value;
    return this;
  }

  Texts length(int value) {
    length = value;
    return this;
  }

  Texts causal() {
    causal = true;
    return this;
  }

  Texts pool(Pool value) {
    pool = value;
    return this;
  }

  Texts maskPadding() {
    maskPadding = true;
    return this;
  }

  Texts activation(Activation value) {
    activation = value;
    return this;
  }

  Texts dropout(double value) {
    dropout = value;
    return this;
  }

  Texts weights(Path value) {
    weights = Optional.of(value);
    return this;
  }

  TextTransformerConfig build() {
    return new TextTransformerConfig(
        tokenizer,
        length,
        Optional.of(size),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        causal,
        pool,
        maskPadding,
        activation,
        dropout,
        weights);
  }
}
