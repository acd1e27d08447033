package io.threetowers.core.builtin;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of {@code table}; the defaults are the column names of open_clip's CSV files.
 *
 * @param root empty: the folder that the table is in
 */
@Doc(
    "image-text pairs in a CSV, TSV or JSON-lines file that names image files; its rows are held in memory")
public record TableConfig(
    @Doc(
            "the table: separated by comma, tab, semicolon or '|' with a header line, or one JSON object a line")
        Path file,
    @Doc("column of the image files' paths") @Default("filepath") String image,
    @Doc("columns of the captions; each row's captions are alternatives of one text")
        @Default("[title]")
        List<String> captions,
    @Doc("label fields and the columns that they are read from") @Default("{}")
        Map<String, String> labels,
    @Doc("folder that the paths start from; without it the table's own") Optional<Path> root) {
  static final String IMAGE = "image";
  static final String TEXT = "text";

  public TableConfig {
    captions = List.copyOf(captions);
    for (String field : labels.keySet()) {
      if (field.equals(IMAGE) || field.equals(TEXT)) {
        throw new IllegalArgumentException(
            "the label field '" + field + "' has the name of another field; rename it");
      }
    }
  }
}
