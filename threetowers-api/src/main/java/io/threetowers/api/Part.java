package io.threetowers.api;

/**
 * A setting that is itself a {@code type:} block: a component, chosen in the file, with its
 * settings.
 *
 * <p>A configuration record that has a {@code Part<Tokenizer> tokenizer} reads
 *
 * <pre>{@code tokenizer: {type: huggingface, file: tokenizer.json}}</pre>
 *
 * and builds it with {@link BuildContext#create}.
 *
 * @param <T> what the component builds, such as {@link Tokenizer}
 * @param component the component that {@code type:} names
 * @param config its settings, an instance of {@link Component#config()}
 */
public record Part<T>(Component<?, T> component, Record config) {
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
