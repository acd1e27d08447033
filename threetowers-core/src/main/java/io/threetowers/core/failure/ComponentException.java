package io.threetowers.core.failure;

import org.jspecify.annotations.Nullable;

/** A component of the experiment failed; {@link Failures} tells it with the plugin's file. */
public final class ComponentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Place place;
  private final String what;

  /**
   * A failure.
   *
   * @param what the component did, in words that follow its name: {@code fails in forward}
   * @param cause if it threw something
   */
  ComponentException(Place place, String what, @Nullable Throwable cause) {
    super(
        place.path()
            + ": "
            + Place.label(place.part())
            + " "
            + what
            + (cause == null ? "" : ": " + cause),
        cause);
    this.place = place;
    this.what = what;
  }

  /** The same, with what the component was busy with: {@code example 'cat'}. */
  public ComponentException on(String what) {
    ComponentException told = new ComponentException(place, this.what + " on " + what, getCause());
    told.setStackTrace(getStackTrace());
    return told;
  }

  /** Where in the experiment. */
  public Place place() {
    return place;
  }

  /** What the component did, in words that follow its name. */
  String what() {
    return what;
  }
}
