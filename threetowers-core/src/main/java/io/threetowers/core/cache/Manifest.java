package io.threetowers.core.cache;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.threetowers.core.run.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a cache holds, for people and for {@code cache list}.
 *
 * @param tower its name in the experiment
 * @param weights SHA-256 of its parameters
 * @param width D
 * @param views rows of each example
 * @param facts all that makes the rows what they are, by name
 * @param data settings of the data that were embedded last
 * @param rows examples that have rows, of all data
 * @param complete whether the last data were embedded to their end
 * @param created in UTC
 */
record Manifest(
    String tower,
    String weights,
    int width,
    int views,
    Map<String, String> facts,
    Map<String, String> data,
    long rows,
    boolean complete,
    String created) {
  private static final String NAME = "manifest.json";
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  /** Reads it; empty if there is none, or it is damaged. */
  static Optional<Manifest> read(Path folder) throws IOException {
    if (!Files.isRegularFile(in(folder))) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(GSON.fromJson(Files.readString(in(folder)), Manifest.class))
          .filter(read -> read.tower() != null && read.weights() != null && read.views() > 0);
    } catch (JsonParseException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }

  void write(Path folder) throws IOException {
    DurableFiles.replaceText(in(folder), folder.resolve(NAME + ".tmp"), GSON.toJson(this) + "\n");
  }

  Layout layout() {
    return Layout.of(width, views);
  }
}
