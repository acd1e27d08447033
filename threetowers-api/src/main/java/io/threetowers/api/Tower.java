package io.threetowers.api;

import ai.djl.nn.Block;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.export.ExportRequest;
import io.threetowers.api.export.ExportedInput;
import io.threetowers.api.export.ExportedTower;
import io.threetowers.api.weights.WeightMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An encoder: a DJL block plus what the host must know to feed it.
 *
 * <p>See {@link TowerFactory} for a whole one.
 */
public interface Tower {

  /**
   * (B, input shape) to (B, width), float32.
   *
   * <p>All parameters are declared on the block itself with dotted names ({@code
   * blocks.0.attn.qkv.weight}): they become checkpoint keys {@code
   * towers.<name>.blocks.0.attn.qkv.weight}. {@link io.threetowers.api.nn.ScriptBlock} does this.
   *
   * <p>A row of the result depends on its example alone, and on nothing but the parameters: the
   * host cuts batches into pieces, runs a piece twice, and saves parameters only.
   *
   * @return the block, the same one at each call
   */
  Block block();

  /** {@return what the tower reads} */
  Modality modality();

  /** {@return how one value of that modality becomes one row of the block's input} */
  InputTransform input();

  /** {@return D, the width of the embedding} */
  int width();

  /**
   * Overwrites freshly initialised parameters with pretrained ones; called on a fresh run only.
   * Unless overridden, each of the {@link #weightFiles()} is read by the {@link #weightMappings()},
   * and holds all parameters.
   *
   * @param weights takes them, by the names that the block declares
   * @throws IOException if a file cannot be read
   * @throws InvalidInputException if the weights do not fit
   */
  default void load(WeightSink weights) throws IOException {
    for (Path file : weightFiles()) {
      weights.putAll(file, weightMappings());
    }
  }

  /**
   * The files that {@link #load} reads, so that the host can tell of a missing one before any
   * training. They need not be there once a run has been saved.
   *
   * @return none for a tower that starts at random
   */
  default List<Path> weightFiles() {
    return List.of();
  }

  /**
   * The families of files, made by others, that {@link #load} takes, the likeliest first. The host
   * also asks a tower without weights, to tell a person which preset fits a file.
   *
   * @return none for a tower whose weights bear the names of its parameters
   */
  default List<WeightMapping> weightMappings() {
    return List.of();
  }

  /**
   * The tower cut into blocks that run one after the other, for activation checkpointing: the host
   * keeps what each stage reads, not what it computes inside, and runs the stage again on the way
   * back (Chen et al., 2016, arXiv 1604.06174).
   *
   * <p>The first stage takes what {@link #block()} takes. Each other takes two arrays: what the
   * stage before gave, whose shape is the tower's own affair, and again what the first one took.
   * The last gives what {@link #block()} gives. All share the parameters of {@link #block()}; see
   * {@link io.threetowers.api.nn.ScriptBlock#stage}.
   *
   * @return none if the tower cannot be cut
   */
  default List<Block> stages() {
    return List.of();
  }

  /**
   * Whether the block computes in bfloat16 when its parameters come as bfloat16 arrays: it then
   * makes numbers of its input in the type of a parameter, {@code torch.type_as(x, p[0])}, adds up
   * and normalises in kernels that hold their sums in float32, as the engine's do, and may return
   * bfloat16. Parameters, gradients and optimizer stay float32; the host converts.
   *
   * @return false if it computes in float32 alone
   */
  default boolean takesBfloat16() {
    return false;
  }

  /**
   * The same tower for inputs of another size, for timelines that change the resolution or the
   * number of tokens: images of another side, rows of another number of tokens.
   *
   * <p>Its block has the very {@link ai.djl.nn.Parameter} objects of this tower's block, in the
   * same order, so that gradients, optimizer and checkpoints know nothing of sizes; a {@link
   * io.threetowers.api.nn.ScriptBlock} is given them by {@link
   * io.threetowers.api.nn.ScriptBlock#with}. Position embeddings are resampled, or cut, on the way.
   * For the tower's own size it computes what the tower computes, bit for bit.
   *
   * @param size the side of a square image in pixels, or the tokens of a row
   * @return a tower of the same modality and width; empty if this one is for one size alone
   * @throws InvalidInputException with a sentence, if it cannot have that size
   */
  default Optional<Tower> resized(int size) {
    return Optional.empty();
  }

  /**
   * The tower in the words of another program, for the command {@code export}. (As TorchScript it
   * is written without being asked, if its block is a {@link io.threetowers.api.nn.ScriptBlock}.)
   *
   * @param request which program, and what follows the tower
   * @return empty if the tower knows nothing of the program
   * @throws InvalidInputException with a sentence if the program cannot express the tower: which of
   *     its models needs which setting; see {@link io.threetowers.api.export.Needs}
   */
  default Optional<ExportedTower> exported(ExportRequest request) {
    return Optional.empty();
  }

  /**
   * What becomes of an image or a text before the first layer, so that {@code export} can tell
   * other programs.
   *
   * @return empty if it cannot be told in these words
   */
  default Optional<ExportedInput> exportedInput() {
    return Optional.empty();
  }

  /**
   * Multiplications and additions of one forward pass, each counted as one, for estimates.
   *
   * @param batch B, the number of examples
   * @return empty if unknown
   */
  default OptionalDouble flops(long batch) {
    return OptionalDouble.empty();
  }

  /**
   * A tower that starts from random weights.
   *
   * @param block (B, input shape) to (B, width), float32
   * @param modality what it reads
   * @param input makes one row of the block's input
   * @param width D, of the embedding
   * @return the four together
   */
  static Tower of(Block block, Modality modality, InputTransform input, int width) {
    return new Tower() {
      @Override
      public Block block() {
        return block;
      }

      @Override
      public Modality modality() {
        return modality;
      }

      @Override
      public InputTransform input() {
        return input;
      }

      @Override
      public int width() {
        return width;
      }
    };
  }
}
