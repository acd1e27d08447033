package io.threetowers.api;

/**
 * What the host offers a factory while it describes its product. The host implements it.
 *
 * <p>It belongs to one call of {@code create}: a product keeps what it got from it, not the context
 * itself.
 */
public interface BuildContext {

  /**
   * {@return the name of the block in the experiment file, such as {@code image} for {@code
   * towers.image}: good for messages}
   */
  String name();

  /**
   * Builds a nested part. See {@link Part}.
   *
   * @param <T> what the part is, such as {@link Tokenizer}
   * @param part a component of {@code config}
   * @return a new product at each call
   * @throws IllegalArgumentException for kinds that need more than settings (heads need an input
   *     width)
   */
  <T> T create(Part<T> part);

  /**
   * TorchScript methods from source text.
   *
   * @param source see {@link Script} for the dialect
   * @return the methods; compiled at the first call, so that describing stays quick, and a mistake
   *     in the source shows then
   */
  Script script(String source);
}
