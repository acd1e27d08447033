package io.threetowers.core.embed;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a folder of embeddings holds: {@code embeddings.json}.
 *
 * @param settings all that makes the rows what they are, by name
 * @param shards those that are complete
 * @param complete whether there are no more
 */
record EmbedManifest(Map<String, String> settings, List<Shard> shards, boolean complete) {
  private static final int DIFFERENCES_TOLD = 5;

  EmbedManifest {
    settings = new TreeMap<>(settings);
    shards = List.copyOf(shards);
  }

  /**
   * A shard.
   *
   * @param examples that were read for it
   * @param rows that it has: fewer where examples could not be read
   * @param keys SHA-256 of the examples' keys
   */
  record Shard(int examples, long rows, String keys) {}

  /**
   * Reads it.
   *
   * @throws InvalidInputException if it is damaged
   */
  static EmbedManifest read(Path file) throws IOException {
    try {
      return Objects.requireNonNull(
          new Gson().fromJson(Files.readString(file), EmbedManifest.class));
    } catch (RuntimeException e) {
      // No JSON, or none of this; Gson wraps what the record's constructor throws.
      throw new InvalidInputException(
          "'%s' is damaged; choose another folder with --out".formatted(file), e);
    }
  }

  String text() {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(this) + "\n";
  }

  EmbedManifest with(Shard shard) {
    List<Shard> more = new ArrayList<>(shards);
    more.add(shard);
    return new EmbedManifest(settings, more, complete);
  }

  EmbedManifest completed() {
    return new EmbedManifest(settings, shards, true);
  }

  long rows() {
    return shards.stream().mapToLong(Shard::rows).sum();
  }

  long examples() {
    return shards.stream().mapToLong(Shard::examples).sum();
  }

  /** How other settings differ, each in words; empty if they are the same. */
  List<String> differences(Map<String, String> others) {
    TreeSet<String> names = new TreeSet<>(settings.keySet());
    names.addAll(others.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String then = settings.getOrDefault(name, "not set");
      String now = others.getOrDefault(name, "not set");
      if (!then.equals(now)) {
        differences.add("%s was %s and is %s now".formatted(name, then, now));
      }
    }
    int more = differences.size() - DIFFERENCES_TOLD;
    if (more <= 0) {
      return differences;
    }
    List<String> told = new ArrayList<>(differences.subList(0, DIFFERENCES_TOLD));
    told.add("and " + more + " more");
    return told;
  }
}
