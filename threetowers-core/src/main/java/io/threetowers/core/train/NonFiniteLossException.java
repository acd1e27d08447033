package io.threetowers.core.train;

import java.util.List;

/**
 * A loss or a gradient is no longer a number; raised before the update, so that the parameters are
 * still good.
 */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NonFiniteLossException(long step, String what, double value, List<String> keys) {
    super(
        "step %d: %s is %s; the parameters are those before this step. Lower the learning rate, or look at the examples %s"
            .formatted(step, what, value, abbreviated(keys)));
  }

  private static String abbreviated(List<String> keys) {
    int shown = Math.min(keys.size(), 8);
    String list = String.join(", ", keys.subList(0, shown));
    return keys.size() > shown
        ? list + " and " + (keys.size() - shown) + " more of this batch"
        : list;
  }
}
