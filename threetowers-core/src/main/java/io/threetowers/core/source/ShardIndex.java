package io.threetowers.core.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/** The other files of a model that is stored in several: {@code *.index.json} of transformers. */
final class ShardIndex {
  private static final long LARGEST = 64 << 20;

  private ShardIndex() {}

  static boolean isOne(Path file) {
    return file.getFileName().toString().endsWith(".index.json");
  }

  /**
   * The names of the files that lie beside it.
   *
   * @throws InvalidInputException if it is damaged, or names files elsewhere
   */
  static SortedSet<String> shards(Path index) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    if (Files.size(index) > LARGEST) {
      throw new InvalidInputException("'%s' is too large for an index".formatted(index));
    }
    try {
      JsonObject map =
          JsonParser.parseString(Files.readString(index))
              .getAsJsonObject()
              .getAsJsonObject("weight_map");
      for (String tensor : map.keySet()) {
        JsonElement shard = map.get(tensor);
        names.add(shard.getAsString());
      }
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException
        | java.nio.charset.CharacterCodingException e) {
      throw new InvalidInputException("'%s' is no index with a weight_map".formatted(index), e);
    }
    for (String name : names) {
      if (!name.matches("[\\w.@+=-]*\\w[\\w.@+=-]*")) {
        throw new InvalidInputException(
            "'%s' names the file '%s', which does not lie beside it"
                .formatted(index, Addresses.shown(name)));
      }
    }
    return names;
  }
}
