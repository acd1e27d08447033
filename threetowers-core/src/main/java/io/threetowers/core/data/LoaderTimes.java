package io.threetowers.core.data;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What loading has cost so far, in nanoseconds of its threads.
 *
 * @param read of the one thread that reads the data source
 * @param decode of all workers: encoded images to pixels
 * @param augment of all workers
 * @param transform of all workers: pixels and texts to the rows of towers
 * @param collate of the one thread that reads: rows into the memory of a batch
 */
public record LoaderTimes(long read, long decode, long augment, long transform, long collate) {
  public static final LoaderTimes NONE = new LoaderTimes(0, 0, 0, 0, 0);

  /** By name. */
  public Map<String, Long> stages() {
    Map<String, Long> stages = new LinkedHashMap<>();
    stages.put("read", read);
    stages.put("decode", decode);
    stages.put("augment", augment);
    stages.put("transform", transform);
    stages.put("collate", collate);
    return stages;
  }

  /** What came after {@code earlier}. */
  public LoaderTimes since(LoaderTimes earlier) {
    return new LoaderTimes(
        read - earlier.read,
        decode - earlier.decode,
        augment - earlier.augment,
        transform - earlier.transform,
        collate - earlier.collate);
  }
}
