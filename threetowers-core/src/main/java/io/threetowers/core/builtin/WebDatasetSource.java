package io.threetowers.core.builtin;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Indexed shards. */
final class WebDatasetSource implements DataSource {
  private static final Logger LOG = LoggerFactory.getLogger(WebDatasetSource.class);
  private static final int TRIED = 100;

  private final String name;
  private final List<Shard> shards;
  private final List<String> labels;
  private final ExampleReader reader;
  private final ShardCache cache;
  private final int window;

  private WebDatasetSource(
      String name, List<Shard> shards, ExampleReader reader, ShardCache cache, int window) {
    this.name = name;
    this.shards = shards;
    labels = labels(shards);
    this.reader = reader;
    this.cache = cache;
    this.window = window;
  }

  /**
   * Finds and indexes the shards.
   *
   * @throws InvalidInputException if there are none, or no example in them is complete
   */
  static WebDatasetSource open(WebDatasetConfig config, String name) {
    List<Path> files = ShardFiles.of(config.shards());
    ExampleReader reader = ExampleReader.of(config);
    LeftOut leftOut = new LeftOut(name);
    ShardCache cache = new ShardCache(config.window(), reader.slots());
    boolean keep = files.size() <= config.window();
    List<Shard> shards = new ArrayList<>();
    Set<String> extensions = new TreeSet<>();
    Map<Path, String> damages = new LinkedHashMap<>();
    for (Path file : files) {
      ShardScan scan = ShardScan.of(file, reader.slots(), leftOut);
      Shard shard = scan.shard();
      extensions.addAll(scan.extensions());
      scan.damage().ifPresent(damage -> damages.put(file, damage));
      shards.add(shard);
      if (keep && shard.gzipped()) {
        cache.put(shard, scan.contents());
      }
    }
    WebDatasetSource source =
        new WebDatasetSource(name, List.copyOf(shards), reader, cache, config.window());
    if (source.size() == 0) {
      String reason =
          extensions.isEmpty()
              ? damages.values().stream().findFirst().orElse("no file in them has an extension")
              : "each needs %s, and the files that there are end in %s"
                  .formatted(needed(reader.slots()), String.join(", ", extensions));
      throw new InvalidInputException(
          "shards '%s' hold no complete example: %s".formatted(config.shards().get(0), reason));
    }
    damages.forEach(leftOut::damaged);
    source.refuseUnreadable();
    LOG.info("{}: {} examples in {} shards", name, source.size(), shards.size());
    return source;
  }

  /** {@code jpg or png, and txt}. */
  private static String needed(List<List<String>> slots) {
    return slots.stream()
        .map(extensions -> String.join(" or ", extensions))
        .collect(Collectors.joining(", and "));
  }

  /**
   * A misspelt name in the JSON makes every example unreadable: better said now than after an empty
   * epoch.
   */
  private void refuseUnreadable() {
    IOException first = null;
    try (WebDatasetCursor cursor = new WebDatasetCursor(this, Pass.inOrder())) {
      for (int i = 0; i < Math.min(TRIED, size()); i++) {
        try {
          if (cursor.tryNext() != null) {
            return;
          }
        } catch (IOException e) {
          first = first == null ? e : first;
        }
      }
    } catch (IOException e) {
      first = first == null ? e : first;
    }
    throw new InvalidInputException(
        "'%s': none of the first examples can be read: %s"
            .formatted(shards.get(0).file(), first == null ? "" : first.getMessage()),
        first);
  }

  /** How keys name the shards: by the file's name, or by the whole path where two have one name. */
  private static List<String> labels(List<Shard> shards) {
    List<String> names =
        shards.stream()
            .map(shard -> String.valueOf(shard.file().getFileName()))
            .map(name -> name.replaceFirst("(\\.tar)?(\\.t?gz)?$", ""))
            .toList();
    return new TreeSet<>(names).size() == names.size()
        ? names
        : shards.stream().map(shard -> shard.file().toString()).toList();
  }

  /** Unique in the source, and says where the example lies. */
  String key(int shard, int example) {
    return labels.get(shard) + "/" + shards.get(shard).key(example);
  }

  String name() {
    return name;
  }

  List<Shard> shards() {
    return shards;
  }

  ExampleReader reader() {
    return reader;
  }

  ShardCache cache() {
    return cache;
  }

  int window() {
    return window;
  }

  @Override
  public Map<String, FieldType> fields() {
    Map<String, FieldType> types = new LinkedHashMap<>();
    reader.fields().forEach(field -> types.put(field.name(), field.type()));
    return types;
  }

  @Override
  public Optional<String> fingerprint() {
    FileStamps stamps = new FileStamps();
    reader.fields().stream()
        .sorted(Comparator.comparing(ExampleReader.Field::name))
        .forEach(
            field ->
                stamps.add(field.name()).add(reader.slots().get(field.slot())).add(field.path()));
    shards.forEach(shard -> stamps.file(shard.file()).add(shard.size()));
    return Optional.of(stamps.text());
  }

  @Override
  public long size() {
    return shards.stream().mapToLong(Shard::size).sum();
  }

  @Override
  public Cursor open(Pass pass) {
    return new WebDatasetCursor(this, pass);
  }
}
