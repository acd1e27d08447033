package io.threetowers.api;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * What the host offers a factory while it describes its product. The host implements it.
 *
 * <p>It belongs to one call of {@code create}: a product keeps what it got from it. A tower that
 * can be {@link Tower#resized} keeps the context itself, for {@link #script}, and nothing else.
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

  /**
   * A network that {@code torch.jit.save} wrote. What is in the file but its values is read and
   * checked now; the values are loaded like any weights, by {@link WeightSink#putAll(Path,
   * Function)}.
   *
   * @param file of TorchScript; a program, see {@code docs/pretrained-towers.md} for what it may do
   * @return its parameters and methods
   * @throws InvalidInputException if the file is missing, damaged, no TorchScript, or uses
   *     operators that reach beyond its own arrays
   */
  ScriptModule module(Path file);
}
