package io.threetowers.api;

/**
 * A component of kind {@code tokenizer}.
 *
 * @param <C> its settings
 */
public non-sealed interface TokenizerFactory<C extends Record> extends Component<C, Tokenizer> {

  /**
   * Reads the vocabulary, if there is one to read.
   *
   * @throws InvalidInputException if its file is missing or of another kind
   */
  Tokenizer create(C config, BuildContext context);
}
