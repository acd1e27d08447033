package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A model in several files, which lie beside their index. */
final class Shards {

  private Shards() {}

  /**
   * Opens all shards and looks whether each has what the index says.
   *
   * @throws IllegalArgumentException if the index is none; the message goes on from its name
   * @throws InvalidInputException if a shard is missing, damaged or lacks a tensor
   */
  static StoredTensors open(Path file, FileBytes bytes) throws IOException {
    if (bytes.size() > ShardIndex.LONGEST) {
      throw new IllegalArgumentException(
          "it has %d bytes, and an index at most %d".formatted(bytes.size(), ShardIndex.LONGEST));
    }
    String json = bytes.text(0, (int) bytes.size(), UTF_8);
    bytes.channel().close();
    ShardIndex index = ShardIndex.parse(json);
    List<StoredTensors> open = new ArrayList<>();
    try {
      SortedMap<String, Stored> tensors = merge(file, index, open);
      String format = open.get(0).format();
      return new StoredTensors(
          file, StoredTensors.Contents.of(format, tensors), () -> closeAll(open));
    } catch (IOException | RuntimeException e) {
      closeAll(open);
      throw e;
    }
  }

  private static SortedMap<String, Stored> merge(
      Path index, ShardIndex shards, List<StoredTensors> open) throws IOException {
    Map<String, StoredTensors> files = new HashMap<>();
    SortedMap<String, Stored> tensors = new TreeMap<>();
    for (Map.Entry<String, String> entry : shards.shards().entrySet()) {
      String shard = entry.getValue();
      StoredTensors file = files.get(shard);
      if (file == null) {
        Path path = index.resolveSibling(shard);
        if (!Files.isRegularFile(path)) {
          throw new InvalidInputException(
              "'%s' names the shard %s, which is not beside it"
                  .formatted(index, Quoted.name(shard)));
        }
        file = WeightFiles.openWhole(path, true);
        files.put(shard, file);
        open.add(file);
      }
      Stored tensor = file.contents().tensors().get(entry.getKey());
      if (tensor == null) {
        throw new InvalidInputException(
            "'%s' says that %s is in %s, but it is not"
                .formatted(index, Quoted.name(entry.getKey()), Quoted.name(shard)));
      }
      tensors.put(entry.getKey(), tensor);
    }
    return tensors;
  }

  private static void closeAll(List<StoredTensors> open) throws IOException {
    for (StoredTensors one : open) {
      one.close();
    }
  }
}
