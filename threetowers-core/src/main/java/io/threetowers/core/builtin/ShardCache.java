package io.threetowers.core.builtin;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the contents of as many gzipped shards as a window has, so that a small set is unpacked
 * once and not each epoch.
 */
final class ShardCache {
  private final Map<Shard, List<byte[]>> contents;
  private final List<List<String>> slots;
  private final LeftOut leftOut;

  ShardCache(int capacity, List<List<String>> slots) {
    this.slots = slots;
    leftOut = new LeftOut("reading again");
    contents =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Shard, List<byte[]>> eldest) {
            return size() > capacity;
          }
        };
  }

  synchronized void put(Shard shard, List<byte[]> content) {
    contents.put(shard, content);
  }

  /** Opens a shard; a gzipped one from memory. */
  ShardContent open(Shard shard) throws IOException {
    return shard.gzipped()
        ? ShardContent.inMemory(shard, unpacked(shard))
        : ShardContent.inFile(shard);
  }

  private synchronized List<byte[]> unpacked(Shard shard) throws IOException {
    List<byte[]> known = contents.get(shard);
    if (known != null) {
      return known;
    }
    ShardScan scan = ShardScan.of(shard.file(), slots, leftOut);
    if (scan.shard().size() != shard.size()) {
      throw new IOException("'" + shard.file() + "' has changed since it was opened");
    }
    put(shard, scan.contents());
    return scan.contents();
  }
}
