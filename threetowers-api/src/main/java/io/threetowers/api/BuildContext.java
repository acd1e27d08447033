package io.threetowers.api;

/** What the host offers a factory while it describes its product. */
public interface BuildContext {

  /**
   * The name of the block in the experiment file, such as {@code image} for {@code towers.image}.
   */
  String name();

  /**
   * Builds a nested part.
   *
   * @throws IllegalArgumentException for kinds that need more than settings (heads need an input
   *     width)
   */
  <T> T create(Part<T> part);

  /** TorchScript methods from source text; compiled at the first call. See {@link Script}. */
  Script script(String source);
}
