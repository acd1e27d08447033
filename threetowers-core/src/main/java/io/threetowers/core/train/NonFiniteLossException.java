package io.threetowers.core.train;

import java.util.List;

/**
 * A loss or a gradient is no longer a number; raised before the update, so that the parameters are
 * still good.
 */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private NonFiniteLossException(String found, String remedy, List<String> keys) {
    super(
        "%s; the parameters are those before this step. Lower the learning rate, %sor look at the examples %s"
            .formatted(found, remedy, abbreviated(keys)));
  }

  /**
   * A loss.
   *
   * @param what which one
   */
  static NonFiniteLossException loss(long step, String what, double value, NonFiniteOrigin origin) {
    return new NonFiniteLossException(
        "step %d: %s is %s, %s".formatted(step, what, value, origin.words()), "", origin.keys());
  }

  /** A gradient, of losses that are finite themselves. */
  static NonFiniteLossException gradient(long step, double norm, NonFiniteOrigin origin) {
    return new NonFiniteLossException(
        "step %d: the norm of the gradient is %s, %s".formatted(step, norm, origin.words()),
        "look for an infinity in a loss of your own (-inf before logsumexp, a root of 0), ",
        origin.keys());
  }

  private static String abbreviated(List<String> keys) {
    int shown = Math.min(keys.size(), 8);
    String list = String.join(", ", keys.subList(0, shown));
    return keys.size() > shown
        ? list + " and " + (keys.size() - shown) + " more of this batch"
        : list;
  }
}
