package io.threetowers.core.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where a file of the cache came from, in {@code NAME.origin} beside it, for people. */
record Origin(Map<String, String> facts) {
  private static final String SUFFIX = ".origin";

  Origin {
    facts = new LinkedHashMap<>(facts);
  }

  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    Files.writeString(beside(file), text);
  }

  /** That of a file; empty where nobody wrote it down. */
  static Optional<Origin> of(Path file) throws IOException {
    Path origin = beside(file);
    if (!Files.exists(origin)) {
      return Optional.empty();
    }
    Map<String, String> facts = new LinkedHashMap<>();
    for (String line : Files.readAllLines(origin)) {
      String[] halves = line.split(": ", 2);
      if (halves.length == 2) {
        facts.put(halves[0], halves[1]);
      }
    }
    return Optional.of(new Origin(facts));
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }
}
