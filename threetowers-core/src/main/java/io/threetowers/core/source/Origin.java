package io.threetowers.core.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a file of the cache came from, in {@code NAME.origin} beside it.
 *
 * @param facts by name: {@code source}, {@code sha256}, {@code commit}, …
 */
public record Origin(Map<String, String> facts) {
  private static final String SUFFIX = ".origin";

  public Origin {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /** With what only the finished file has. */
  Origin with(String sha256, long bytes) {
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.put("sha256", sha256);
    all.put("bytes", Long.toString(bytes));
    all.put("fetched", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    return new Origin(all);
  }

  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    Files.writeString(beside(file), text);
  }

  /** That of a file; empty where nobody wrote it down. */
  public static Optional<Origin> of(Path file) throws IOException {
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
