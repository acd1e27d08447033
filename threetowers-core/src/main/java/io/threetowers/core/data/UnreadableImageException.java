package io.threetowers.core.data;

import java.io.IOException;

/** Bytes that are no image, a damaged one, or one that is too large; the example is left out. */
public final class UnreadableImageException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnreadableImageException(String reason) {
    super(reason);
  }

  public UnreadableImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
