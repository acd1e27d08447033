package io.threetowers.core.config;

import io.threetowers.api.Component;
import io.threetowers.api.Evaluator;
import io.threetowers.api.Head;
import io.threetowers.api.Loss;
import io.threetowers.api.Part;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.MultipleOf;
import io.threetowers.api.config.Range;
import io.threetowers.core.plugin.ComponentRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An experiment in small: every type that a setting can have, and the components that it names. */
final class Sample {

  private Sample() {}

  static final List<Component<?, ?>> COMPONENTS =
      List.of(
          SampleComponents.tower("vit", Vit.class),
          SampleComponents.tower("text-transformer", TextTransformer.class),
          SampleComponents.head("linear", Linear.class),
          SampleComponents.loss("softmax-contrastive", Softmax.class),
          SampleComponents.loss("sigmoid-contrastive", Sigmoid.class),
          SampleComponents.tokenizer("bpe", Bpe.class),
          SampleComponents.evaluator("retrieval", Retrieval.class));

  static final ComponentRegistry REGISTRY = new ComponentRegistry(COMPONENTS);

  static ConfigReader reader() {
    return new ConfigReader(REGISTRY);
  }

  enum Pool {
    GAP,
    MAP,
    TOKEN
  }

  enum View {
    AUGMENTED,
    CLEAN
  }

  @Doc("One experiment.")
  record Experiment(
      @Doc("the encoders") Map<String, TowerSpec> towers,
      @Doc("maps into a space") @Default("{}") Map<String, HeadSpec> heads,
      @Doc("losses by name") @Default("{}") Map<String, Part<Loss>> losses,
      @Doc("what is joined") @Default("[]") List<Edge> edges,
      @Doc("what is measured") @Default("{}") Map<String, Part<Evaluator>> evaluate,
      @Doc("how it is trained") @Default("{}") Training training,
      @Doc("where results go") Optional<Path> output) {}

  record TowerSpec(
      @Doc("the encoder") @Inline Part<Tower> component,
      @Doc("not trained") @Default("false") boolean frozen,
      @Doc("which view of an image it sees") @Default("augmented") View view) {}

  record HeadSpec(
      @Doc("tower or head that it reads") String from,
      @Doc("the map") @Inline Part<Head> component) {}

  record Edge(
      @Doc("two embeddings") List<String> join,
      @Doc("an entry of losses") String loss,
      @Doc("share of the sum") @Default("1") Weight weight) {
    Edge {
      if (join.size() != 2) {
        throw new IllegalArgumentException("join names two embeddings, not " + join.size());
      }
    }
  }

  record Training(
      @Doc("peak learning rate") @Range(min = 0, max = 1) @Default("1e-3") double learningRate,
      @Doc("seed of every random choice") @Default("42") long seed,
      @Doc("largest norm of the gradient") @Range(min = 0) Optional<Double> clip,
      @Doc("decay of the averages") @Range(min = 0, max = 1) @Default("[0.9, 0.999]")
          List<Double> betas,
      @Doc("factors of the rate by pattern") @Default("{}") Map<String, Double> rates,
      @Doc("for people") @Default("''") String note) {}

  @Doc("A fraction such as 1/3, or a number.")
  record Weight(double value) {
    public static Weight parse(String text) {
      String[] parts = text.split("/", 2);
      try {
        double value = Double.parseDouble(parts[0]);
        return new Weight(parts.length == 1 ? value : value / Double.parseDouble(parts[1]));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' is not a weight such as 0.5 or 1/3", e);
      }
    }
  }

  @Doc("A vision transformer.")
  record Vit(
      @Doc("channels of every token") @Range(min = 1) @MultipleOf(64) int width,
      @Doc("transformer layers") @Range(min = 1) @Default("12") int depth,
      @Doc("side of a square patch, pixels") @Default("16") int patchSize,
      @Doc("how tokens become one vector") @Default("gap") Pool pool,
      @Doc("pretrained weights, safetensors") Optional<Path> weights) {}

  record TextTransformer(
      @Doc("channels of every token") @Range(min = 1) int width,
      @Doc("attention heads") @Default("8") int heads,
      @Doc("text to ids") Part<Tokenizer> tokenizer,
      @Doc("share of dropped channels") @Range(min = 0, max = 1) @Default("0") double dropout) {
    TextTransformer {
      if (width % heads != 0) {
        throw new IllegalArgumentException(
            "width must be a multiple of heads (" + heads + "), not " + width);
      }
    }
  }

  record Linear(@Doc("channels") @Range(min = 1) int width) {}

  record Softmax(@Doc("initial temperature") @Default("0.07") double temperature) {}

  record Sigmoid(@Doc("initial bias") @Default("-10") double bias) {}

  record Bpe(@Doc("the merges") Path file, @Doc("tokens of a text") @Default("32") int length) {}

  record Retrieval(
      @Doc("an embedding") String image, @Doc("ranks") @Default("[1, 5, 10]") List<Integer> at) {}
}
