package io.threetowers.api;

/**
 * A component of kind {@code tokenizer}. The heart of one that needs no vocabulary file, with an id
 * for each char of Java and two more:
 *
 * <pre>{@code
 * public Tokenizer create(Config config, BuildContext context) {
 *   return new Tokenizer() {
 *     @Override
 *     public int vocabulary() {
 *       return Character.MAX_VALUE + 3;
 *     }
 *
 *     @Override
 *     public int pad() {
 *       return Character.MAX_VALUE + 1;
 *     }
 *
 *     @Override
 *     public int end() {
 *       return Character.MAX_VALUE + 2;
 *     }
 *
 *     @Override
 *     public int[] encode(String text) {
 *       return text.chars().toArray();
 *     }
 *   };
 * }
 * }</pre>
 *
 * @param <C> its settings
 */
public non-sealed interface TokenizerFactory<C extends Record> extends Component<C, Tokenizer> {

  /**
   * Reads the vocabulary, if there is one to read.
   *
   * @param config the settings, checked
   * @param context of the tokenizer's block
   * @return a tokenizer for as long as the run
   * @throws InvalidInputException if its file is missing or of another kind
   */
  Tokenizer create(C config, BuildContext context);
}
