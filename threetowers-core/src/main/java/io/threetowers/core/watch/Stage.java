package io.threetowers.core.watch;

/**
 * The stages of a run by the names that logs, traces and {@code bench} use: {@code time/<stage>}.
 *
 * <p>Those of a step, in its order: {@link #WAIT}, {@link #COPY}, the forward pass of each tower,
 * {@link #HEADS}, {@link #LOSS}, the backward pass of each tower, {@link #OPTIMIZER}.
 */
public final class Stage {
  /** The step has no batch yet. */
  public static final String WAIT = "wait";

  /** Rows to the device. */
  public static final String COPY = "copy";

  /** The forward pass of all heads. */
  public static final String HEADS = "heads";

  /** All edges, forward and backward, down to the embeddings. */
  public static final String LOSS = "loss";

  /** Clipping, optimizer, bounds. */
  public static final String OPTIMIZER = "optimizer";

  /** Of the thread that reads the data source. */
  public static final String READ = "read";

  /** Of all workers together, as the next two. */
  public static final String DECODE = "decode";

  public static final String AUGMENT = "augment";

  /** Pixels and texts to rows. */
  public static final String TRANSFORM = "transform";

  /** Rows into the memory of a batch, by the thread that reads. */
  public static final String COLLATE = "collate";

  public static final String EVALUATION = "evaluation";

  public static final String CHECKPOINT = "checkpoint";

  /** Writing a trace. */
  public static final String PROFILE = "profile";

  private Stage() {}

  /** The forward pass of a tower. */
  public static String forward(String tower) {
    return "forward/" + tower;
  }

  /** The backward pass through a tower and its heads; in micro-batches also its second forward. */
  public static String backward(String tower) {
    return "backward/" + tower;
  }
}
