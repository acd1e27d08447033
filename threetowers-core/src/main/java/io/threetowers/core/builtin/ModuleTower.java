package io.threetowers.core.builtin;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.initializer.Initializer;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Modality;
import io.threetowers.api.ScriptModule;
import io.threetowers.api.Tokenizer;
import io.threetowers.api.Tower;
import io.threetowers.api.WeightSink;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.nn.SquareImage;
import io.threetowers.api.nn.TokenRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A saved network as a tower, (B, size, size, 3) uint8 or (B, length) int64 to (B, D), in one
 * scripted call.
 *
 * <p>It runs, and trains, in eval mode: nothing is dropped, and batch norms take the statistics of
 * the pretraining, since those of a batch would make a row depend on its neighbours (as in
 * detection, "frozen batch norm").
 */
final class ModuleTower implements Tower {
  private final TorchScriptConfig config;
  private final ScriptModule module;
  private final Optional<Tokenizer> tokenizer;
  private final String script;
  private final Block block;

  ModuleTower(TorchScriptConfig config, BuildContext context) {
    this.config = config;
    this.module = context.module(config.module());
    this.tokenizer = config.text().map(text -> context.create(text.tokenizer()));
    config.text().ifPresent(text -> requireStart(text, tokenizer.orElseThrow()));
    this.script =
        ModuleGlue.script(
            config,
            new ModuleMethods(config, module).require(),
            tokenizer,
            !module.parameters().isEmpty());
    this.block = describe();
  }

  private Block describe() {
    ScriptBlock.Builder builder =
        ScriptBlock.builder(
            module.script(script),
            "forward",
            inputs -> new Shape[] {new Shape(inputs[0].get(0), width())});
    module.parameters().forEach(parameter -> declare(parameter, builder));
    return builder.build();
  }

  private static void requireStart(TorchScriptConfig.Text text, Tokenizer tokenizer) {
    if (text.start() && tokenizer.start().isEmpty()) {
      throw new InvalidInputException(
          "'start: true' needs a tokenizer that has a start; name it there, as 'start-token', or say 'start: false'");
    }
  }

  private static void declare(ScriptModule.Parameter parameter, ScriptBlock.Builder builder) {
    if (parameter.trained()) {
      builder.parameter(parameter.name(), parameter.shape(), initializer(parameter));
    } else {
      builder.constant(parameter.name(), parameter.shape(), initializer(parameter));
    }
  }

  /** The file's values take their place at once. */
  private static Initializer initializer(ScriptModule.Parameter parameter) {
    Shape shape = parameter.shape();
    if (shape.dimension() > 1) {
      return Initializers.normal(Math.sqrt(1.5 * shape.get(0) / Math.max(1, shape.size())));
    }
    return parameter.name().endsWith("bias") ? Initializers.zeros() : Initializers.ones();
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Modality modality() {
    return config.image().isPresent() ? Modality.IMAGE : Modality.TEXT;
  }

  @Override
  public InputTransform input() {
    return config.image().map(ModuleTower::square).orElseGet(this::tokens);
  }

  private static InputTransform square(TorchScriptConfig.Image image) {
    return new SquareImage(
        image.size(), image.fit(), image.shortSide().orElse(image.size()), image.resize());
  }

  private InputTransform tokens() {
    TorchScriptConfig.Text text = config.text().orElseThrow();
    Tokenizer words = tokenizer.orElseThrow();
    OptionalInt start = text.start() ? words.start() : OptionalInt.empty();
    return new TokenRow(words, text.length(), start, words.pad());
  }

  @Override
  public int width() {
    return config.width();
  }

  @Override
  public void load(WeightSink weights) throws IOException {
    Set<String> names =
        module.parameters().stream()
            .map(ScriptModule.Parameter::name)
            .collect(Collectors.toUnmodifiableSet());
    weights.putAll(config.module(), name -> Optional.of(name).filter(names::contains));
    new ModuleTrial(config, input()).run(block, this::describe);
  }

  @Override
  public List<Path> weightFiles() {
    return List.of(config.module());
  }
}
