package io.threetowers.api;

/**
 * A setting that is itself a {@code type:} block: a component, chosen in the file, with its
 * settings.
 *
 * <p>A tower with these settings
 *
 * <pre>{@code
 * public record Config(
 *     @Doc("cuts texts into tokens") Part<Tokenizer> tokenizer,
 *     @Doc("tokens of a row, the end included") @Default("32") @Range(min = 1) int length,
 *     @Doc("D, the width of the embedding") @Range(min = 1) int width) {}
 * }</pre>
 *
 * <p>reads
 *
 * <pre class="yaml">{@code
 * {type: bag-of-tokens, width: 64, tokenizer: {type: huggingface, file: tokenizer.json}}
 * }</pre>
 *
 * <p>and builds its tokenizer with
 *
 * <pre>{@code
 * Tokenizer tokenizer = context.create(config.tokenizer());
 * }</pre>
 *
 * @param <T> what the component builds, such as {@link Tokenizer}
 * @param component the component that {@code type:} names
 * @param config its settings, an instance of {@link Component#config()}
 */
public record Part<T>(Component<?, T> component, Record config) {
  /**
   * A part, as the reader of the file makes it; in a test, make it yourself.
   *
   * @param component such as a {@link TokenizerFactory}
   * @param config an instance of its settings
   * @throws IllegalArgumentException if {@code config} is the settings of another component
   */
  public Part {
    if (!component.config().isInstance(config)) {
      throw new IllegalArgumentException(
          component.type()
              + " takes a "
              + component.config().getName()
              + ", not a "
              + config.getClass().getName());
    }
  }
}
