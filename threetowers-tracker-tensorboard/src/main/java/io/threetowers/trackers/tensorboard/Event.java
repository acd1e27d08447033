package io.threetowers.trackers.tensorboard;

import java.util.Map;

/**
 * The messages of an event file, as {@code tensorboard/compat/proto/event.proto} and {@code
 * summary.proto} define them.
 */
final class Event {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;

  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE_VALUE = 2;

  private static final int SESSION_LOG_STATUS = 1;
  private static final int START = 1;

  private Event() {}

  /**
   * What every file begins with; from version 2 on TensorBoard heeds {@link #restart}.
   *
   * @param seconds since 1970
   */
  static byte[] version(double seconds) {
    return new Protobuf().number(WALL_TIME, seconds).text(FILE_VERSION, "brain.Event:2").bytes();
  }

  /**
   * Lets TensorBoard forget what it read of a step and all later ones ({@code
   * plugin_event_accumulator.py}, {@code _CheckForRestartAndMaybePurge}).
   */
  static byte[] restart(double seconds, long step) {
    return new Protobuf()
        .number(WALL_TIME, seconds)
        .integer(STEP, step)
        .message(SESSION_LOG, new Protobuf().integer(SESSION_LOG_STATUS, START))
        .bytes();
  }

  /** The numbers of a step. TensorBoard's are of single precision. */
  static byte[] scalars(double seconds, long step, Map<String, Double> values) {
    Protobuf summary = new Protobuf();
    values.forEach(
        (tag, value) ->
            summary.message(
                SUMMARY_VALUE,
                new Protobuf()
                    .text(VALUE_TAG, tag)
                    .single(VALUE_SIMPLE_VALUE, value.floatValue())));
    return new Protobuf()
        .number(WALL_TIME, seconds)
        .integer(STEP, step)
        .message(SUMMARY, summary)
        .bytes();
  }
}
