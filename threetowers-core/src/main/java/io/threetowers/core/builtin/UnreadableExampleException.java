package io.threetowers.core.builtin;

import java.io.IOException;

/** One example that lacks a text or a label; the others are not concerned. */
final class UnreadableExampleException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String key;

  UnreadableExampleException(String key, IOException reason) {
    super(reason.getMessage(), reason);
    this.key = key;
  }

  String key() {
    return key;
  }
}
