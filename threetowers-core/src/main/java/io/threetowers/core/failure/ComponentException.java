package io.threetowers.core.failure;

import org.jspecify.annotations.Nullable;

/** A component of the experiment failed; {@link Failures} tells it with the plugin's file. */
public final class ComponentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Place place;
  private final String moment;
  private final String what;

  /**
   * A failure.
   *
   * @param what the component did, in words that follow its name: {@code fails in forward}
   * @param cause if it threw something
   */
  ComponentException(Place place, String what, @Nullable Throwable cause) {
    this(place, "", what, cause);
  }

  private ComponentException(Place place, String moment, String what, @Nullable Throwable cause) {
    super(
        moment
            + place.path()
            + ": "
            + Place.label(place.part())
            + " "
            + what
            + (cause == null ? "" : ": " + cause),
        cause);
    this.place = place;
    this.moment = moment;
    this.what = what;
  }

  /** The same, with what the component was busy with: {@code example 'cat'}. */
  public ComponentException on(String what) {
    return told(moment, this.what + " on " + what);
  }

  /**
   * The same, in a step of the training.
   *
   * @param step counts from 1
   */
  public ComponentException in(long step) {
    return told("step " + step + ": ", what);
  }

  private ComponentException told(String when, String did) {
    ComponentException told = new ComponentException(place, when, did, getCause());
    told.setStackTrace(getStackTrace());
    return told;
  }

  /** Where in the experiment. */
  public Place place() {
    return place;
  }

  /** When, in words that its name follows: {@code step 3: }; may be empty. */
  String moment() {
    return moment;
  }

  /** What the component did, in words that follow its name. */
  String what() {
    return what;
  }
}
