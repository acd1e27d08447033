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

  private static final int VALUE_TENSOR = 8;
  private static final int VALUE_METADATA = 9;

  private static final int TENSOR_DTYPE = 1;
  private static final int TENSOR_SHAPE = 2;
  private static final int TENSOR_STRING_VAL = 8;
  private static final int DT_STRING = 7;

  private static final int METADATA_PLUGIN_DATA = 1;
  private static final int PLUGIN_DATA_PLUGIN_NAME = 1;

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

  /** A text, which TensorBoard reads as Markdown ({@code plugins/text/summary_v2.py}, text_pb). */
  static byte[] text(double seconds, long step, String tag, String markdown) {
    Protobuf tensor =
        new Protobuf()
            .integer(TENSOR_DTYPE, DT_STRING)
            .message(TENSOR_SHAPE, new Protobuf())
            .text(TENSOR_STRING_VAL, markdown);
    Protobuf plugin = new Protobuf().text(PLUGIN_DATA_PLUGIN_NAME, "text");
    Protobuf value =
        new Protobuf()
            .text(VALUE_TAG, tag)
            .message(VALUE_TENSOR, tensor)
            .message(VALUE_METADATA, new Protobuf().message(METADATA_PLUGIN_DATA, plugin));
    return new Protobuf()
        .number(WALL_TIME, seconds)
        .integer(STEP, step)
        .message(SUMMARY, new Protobuf().message(SUMMARY_VALUE, value))
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
