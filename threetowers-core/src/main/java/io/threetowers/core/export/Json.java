package io.threetowers.core.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration files as Python's programs write them. */
final class Json {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private Json() {}

  static void write(Path file, Object value) throws IOException {
    Files.writeString(file, PRETTY.toJson(value) + "\n");
  }
}
