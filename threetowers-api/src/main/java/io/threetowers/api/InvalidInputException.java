package io.threetowers.api;

/**
 * Something that a person wrote or provided is wrong: told in one line without a stack trace, exit
 * code 2.
 *
 * <p>The message is one sentence that says where, what is wrong and what would be right, with the
 * offending value in single quotes.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A mistake that the message tells whole.
   *
   * @param message one sentence, such as {@code 'cat.jpg' is no tar file}
   */
  public InvalidInputException(String message) {
    super(message);
  }

  /**
   * A mistake that showed as another exception.
   *
   * @param message one sentence; the cause's own message is not added
   * @param cause shown with {@code --debug} only
   */
  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
