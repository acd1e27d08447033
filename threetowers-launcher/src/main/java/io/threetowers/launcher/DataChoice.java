package io.threetowers.launcher;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Data as they are named on the command line.
 *
 * @param name of the entry of {@code data} that is meant
 * @param overrides that make it, if it is not in the experiment
 */
record DataChoice(String name, List<String> overrides) {
  private static final String OWN = "given";
  private static final Pattern SHARDS = Pattern.compile(".+\\.(tar|tar\\.gz|tgz)");
  private static final Pattern TABLE = Pattern.compile(".+\\.(csv|tsv|jsonl)");

  /** An entry's name, tar files, a table, or the block of a data source in braces. */
  static DataChoice of(String text) {
    if (text.strip().startsWith("{")) {
      return new DataChoice(OWN, List.of("data." + OWN + "=" + text));
    } else if (SHARDS.matcher(text).matches()) {
      return block("{type: webdataset, shards: [%s]}".formatted(quoted(text)));
    } else if (TABLE.matcher(text).matches()) {
      return block("{type: table, file: %s}".formatted(quoted(text)));
    }
    return new DataChoice(text, List.of());
  }

  private static DataChoice block(String yaml) {
    return new DataChoice(OWN, List.of("data." + OWN + "=" + yaml));
  }

  private static String quoted(String path) {
    return "'" + path.replace("'", "''") + "'";
  }
}
