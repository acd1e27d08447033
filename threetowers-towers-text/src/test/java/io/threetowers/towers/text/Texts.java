package io.threetowers.towers.text;

import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.nn.Activation;
import io.threetowers.api.nn.NormOrder;
import io.threetowers.api.nn.TransformerSize;
import java.nio.file.Path;
import java.util.Optional;

/** Configurations for tests: the defaults of an experiment file, with some settings changed. */
final class Texts {
  static final Part<Tokenizer> BYTES = new Part<>(new BytesFactory(), new BytesConfig());

  /** With a start. */
  static final Part<Tokenizer> WORD_PIECE =
      new Part<>(new HuggingFaceFactory(), HuggingFaceFactoryTest.config("word-piece.json"));

  private final TransformerSize size;
  private Part<Tokenizer> tokenizer = BYTES;
  private Optional<Integer> vocabulary = Optional.empty();
  private int length = 16;
  private boolean start;
  private boolean causal;
  private Pool pool = Pool.LAST;
  private boolean maskPadding;
  private Activation activation = Activation.GELU_TANH;
  private double epsilon = 1e-6;
  private NormOrder norm = NormOrder.PRE;
  private boolean segments;
  private boolean embeddingNorm;
  private Optional<Integer> preLogits = Optional.empty();
  private Optional<Integer> projection = Optional.empty();
  private boolean projectionBias;
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

  Texts vocabulary(int value) {
    vocabulary = Optional.of(value);
    return this;
  }

  Texts start() {
    start = true;
    return this;
  }

  /** As BERT's: norms after, one before all, segments, a pooler. */
  Texts bert() {
    epsilon = 1e-12;
    norm = NormOrder.POST;
    segments = true;
    embeddingNorm = true;
    preLogits = Optional.of(20);
    return start().pool(Pool.FIRST).maskPadding();
  }

  Texts projection(int width, boolean bias) {
    projection = Optional.of(width);
    projectionBias = bias;
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
        vocabulary,
        length,
        start,
        Optional.of(size),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        causal,
        pool,
        maskPadding,
        activation,
        epsilon,
        norm,
        segments,
        embeddingNorm,
        preLogits,
        projection,
        projectionBias,
        dropout,
        weights);
  }
}
