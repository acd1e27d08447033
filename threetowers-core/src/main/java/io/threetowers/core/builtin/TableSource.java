package io.threetowers.core.builtin;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** The rows of a table, in memory; the images stay in their files until workers read them. */
final class TableSource implements DataSource {
  private static final int TRIED = 20;

  private final TableConfig config;
  private final Path root;
  private final List<Row> rows = new ArrayList<>();

  /**
   * One row.
   *
   * @param number of the row below the header, from 1
   */
  private record Row(int number, String image, List<String> captions, List<String> labels) {}

  private TableSource(TableConfig config) {
    this.config = config;
    root = config.root().orElseGet(() -> config.file().toAbsolutePath().getParent());
  }

  /**
   * Reads the table.
   *
   * @throws InvalidInputException if it lacks a column, names no file that exists, or has no
   *     complete row
   */
  static TableSource open(TableConfig config, String name) {
    TableSource source = new TableSource(config);
    source.readRows(new LeftOut(name));
    source.refuseUnusable();
    return source;
  }

  private void readRows(LeftOut leftOut) {
    List<String> columns = new ArrayList<>(config.captions());
    columns.add(config.image());
    columns.addAll(config.labels().values());
    int[] number = {0};
    new TableRows(config.file(), columns)
        .forEach(
            cells -> {
              number[0]++;
              String missing = missing(cells);
              if (missing.isEmpty()) {
                rows.add(row(number[0], cells));
              } else {
                leftOut.add("row " + number[0], missing);
              }
            });
  }

  /** Why a row is incomplete; empty if it is not. */
  private String missing(Map<String, List<String>> cells) {
    for (String column : List.copyOf(config.labels().values())) {
      if (cells.get(column).size() != 1) {
        return "it has " + cells.get(column).size() + " values in '" + column + "'";
      }
    }
    if (cells.get(config.image()).size() != 1) {
      return "it names no image in '" + config.image() + "'";
    }
    boolean captioned = config.captions().stream().anyMatch(c -> !cells.get(c).isEmpty());
    return captioned || config.captions().isEmpty()
        ? ""
        : "it has no caption in " + config.captions();
  }

  private Row row(int number, Map<String, List<String>> cells) {
    String image = cells.get(config.image()).get(0);
    if (image.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
      throw new InvalidInputException(
          "'%s', row %d: column '%s' holds the URL '%s'; download the images first, for example with img2dataset, and read its shards with type: webdataset"
              .formatted(config.file(), number, config.image(), image));
    }
    List<String> captions = new ArrayList<>();
    config.captions().forEach(column -> captions.addAll(cells.get(column)));
    List<String> labels =
        config.labels().values().stream().map(column -> cells.get(column).get(0)).toList();
    return new Row(number, image, List.copyOf(captions), labels);
  }

  private void refuseUnusable() {
    if (rows.isEmpty()) {
      throw new InvalidInputException("the table '" + config.file() + "' has no complete row");
    }
    List<Row> first = rows.subList(0, Math.min(TRIED, rows.size()));
    if (first.stream().noneMatch(row -> Files.isReadable(root.resolve(row.image())))) {
      throw new InvalidInputException(
          "none of the first %d images of '%s' is there: looked for '%s'; set 'root' to the folder that the paths start from"
              .formatted(first.size(), config.file(), root.resolve(first.get(0).image())));
    }
  }

  @Override
  public Map<String, FieldType> fields() {
    Map<String, FieldType> fields = new LinkedHashMap<>();
    fields.put(TableConfig.IMAGE, FieldType.IMAGE);
    if (!config.captions().isEmpty()) {
      fields.put(TableConfig.TEXT, FieldType.TEXT);
    }
    config.labels().keySet().forEach(field -> fields.put(field, FieldType.LABEL));
    return fields;
  }

  /** Asks the file system for each image, which is quick beside reading them. */
  @Override
  public Optional<String> fingerprint() {
    FileStamps stamps = new FileStamps().add(config.toString()).file(config.file());
    rows.forEach(row -> stamps.file(root.resolve(row.image())));
    return Optional.of(stamps.text());
  }

  @Override
  public long size() {
    return rows.size();
  }

  @Override
  public Cursor open(Pass pass) {
    int[] order =
        pass.shuffled()
            ? Shuffle.order(rows.size(), Shuffle.random(pass.seed(), pass.epoch()))
            : IntStream.range(0, rows.size()).toArray();
    return new TableCursor(this, order, pass);
  }

  /** The example of a row. */
  Example example(int index) {
    Row row = rows.get(index);
    Map<String, Value> values = new HashMap<>();
    values.put(TableConfig.IMAGE, Value.Raw.file(root.resolve(row.image())));
    if (!row.captions().isEmpty()) {
      values.put(TableConfig.TEXT, new Value.Text(row.captions()));
    }
    int label = 0;
    for (String field : config.labels().keySet()) {
      values.put(field, new Value.Label(row.labels().get(label++)));
    }
    return new Example(row.image() + "#" + row.number(), values);
  }
}
