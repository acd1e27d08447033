package io.threetowers.trackers.mlflow;

import java.io.IOException;

/** The server has understood a call and refused it: the same call would be refused again. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A refusal.
   *
   * @param code the error's name in the REST API, such as {@code RESOURCE_DOES_NOT_EXIST}
   */
  RefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  boolean is(String other) {
    return code.equals(other);
  }
}
