package io.threetowers.core.data;

import java.util.List;

/**
 * One example, ready to be copied into a batch.
 *
 * @param rows one for each lane
 * @param labels the number of each label lane's class
 */
record Prepared(List<byte[]> rows, List<Integer> labels) {}
