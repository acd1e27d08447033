package io.threetowers.core.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gradients without DJL's collector, which allows one per process and keeps every intermediate
 * array.
 *
 * <p>Whether operations are recorded is a property of the thread; the engine leaves it off in the
 * thread that started it and on in others, so each use here sets it and puts it back.
 */
public final class Autograd {

  private Autograd() {}

  /** Runs {@code work} and records it for {@link #backward}. */
  public static <T> T recording(Supplier<T> work) {
    return withGradMode(true, work);
  }

  /** Runs {@code work} without recording: nothing is kept for a backward pass. */
  public static <T> T notRecording(Supplier<T> work) {
    return withGradMode(false, work);
  }

  private static <T> T withGradMode(boolean enabled, Supplier<T> work) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(enabled);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Adds the gradient of {@code scalar} to every array that it was recorded from, and frees the
   * record.
   */
  public static void backward(NDArray scalar) {
    try (NDArray one = scalar.onesLike()) {
      JniUtils.backward((PtNDArray) scalar, (PtNDArray) one, false, false);
    }
  }

  /**
   * A view of the same values that no gradient flows through; requires a gradient of its own if
   * asked.
   */
  public static NDArray detach(NDArray array, boolean requiresGradient) {
    NDArray leaf = JniUtils.detachGradient((PtNDArray) array);
    if (requiresGradient) {
      leaf.setRequiresGradient(true);
    }
    return leaf;
  }

  /**
   * Overwrites {@code target} in its own memory, without a trace in any gradient.
   *
   * <p>DJL's copyTo would make the array a view of Java memory instead.
   */
  public static void copy(NDArray values, NDArray target) {
    notRecording(
        () -> {
          target.set(new NDIndex("..."), values);
          return target;
        });
  }

  /**
   * The gradient's own memory, or null if no backward pass has reached {@code array}; attached to
   * its manager.
   */
  public static @Nullable NDArray gradient(NDArray array) {
    return JniUtils.getGradient((PtNDArray) array);
  }

  /** Seeds every generator of the engine. */
  public static void seed(long seed) {
    JniUtils.setSeed(seed);
  }
}
