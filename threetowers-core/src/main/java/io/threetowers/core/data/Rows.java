package io.threetowers.core.data;

import java.nio.ByteBuffer;

/**
 * A batch for evaluation.
 *
 * @param rows (count, input shape): direct, little-endian, positioned at 0; overwritten by the next
 *     batch
 * @param count how many rows there are; the last batch may be smaller than the others
 * @param positions (count) the place of each row's value among the values given
 */
@SuppressWarnings("ArrayRecordComponent")
public record Rows(ByteBuffer rows, int count, int[] positions) {}
