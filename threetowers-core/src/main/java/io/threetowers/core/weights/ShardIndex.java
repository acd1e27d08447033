package io.threetowers.core.weights;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The index of a model in several files, which lie beside it (huggingface_hub, {@code
 * model.safetensors.index.json} or {@code pytorch_model.bin.index.json}).
 *
 * @param shards the name of the file for each tensor
 */
record ShardIndex(SortedMap<String, String> shards) {
  /** Some 50,000 tensors. */
  static final int LONGEST = 8 << 20;

  /**
   * Reads the JSON.
   *
   * @throws IllegalArgumentException if it is no index; the message goes on from the file's name
   */
  static ShardIndex parse(String json) {
    SortedMap<String, String> shards = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : weightMap(json).entrySet()) {
      if (!entry.getValue().isJsonPrimitive()) {
        throw new IllegalArgumentException(
            "its weight_map names no file for " + Quoted.name(entry.getKey()));
      }
      String shard = OpenFiles.plain(entry.getValue().getAsString());
      shards.put(entry.getKey(), shard);
    }
    return new ShardIndex(shards);
  }

  private static JsonObject weightMap(String json) {
    try {
      if (JsonParser.parseString(json) instanceof JsonObject index
          && index.get("weight_map") instanceof JsonObject map
          && map.size() > 0) {
        return map;
      }
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("it is damaged JSON", e);
    }
    throw new IllegalArgumentException("it is JSON without a weight_map");
  }
}
