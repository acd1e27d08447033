package io.threetowers.core.weights;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the attributes of a module are called in the code that the engine gets.
 *
 * @param renamesNumbers whether {@code 0} becomes {@code n_0}
 */
record ModuleNames(boolean renamesNumbers) {
  private static final Pattern READ = Pattern.compile("getattr\\(([\\w.]+), \"(\\d+)\"\\)");
  private static final Pattern DECLARED = Pattern.compile("__annotations__\\[\"(\\d+)\"\\] = ");
  private static final Pattern LISTED =
      Pattern.compile("(?m)^  __(?:parameters|buffers)__ = \\[.*\\]$");
  private static final Pattern NUMBER = Pattern.compile("\"(\\d+)\"");

  /** A name. */
  String name(String attribute) {
    return renamesNumbers && attribute.matches("\\d+") ? "n_" + attribute : attribute;
  }

  /** Code that uses such names. */
  String code(String text) {
    if (!renamesNumbers) {
      return text;
    }
    String read = text;
    for (String before = ""; !read.equals(before); ) { // one getattr may stand in another
      before = read;
      read = READ.matcher(before).replaceAll("$1.n_$2");
    }
    String declared = DECLARED.matcher(read).replaceAll("n_$1 : ");
    return LISTED
        .matcher(declared)
        .replaceAll(line -> NUMBER.matcher(line.group()).replaceAll("\"n_$1\""));
  }

  /** An expression for what lies at the end of a path. */
  String place(String start, List<String> path) {
    String place = start;
    for (String attribute : path) {
      String name = name(attribute);
      place =
          ModuleSlots.isWord(name)
              ? "(%s).%s".formatted(place, name)
              : "getattr(%s, \"%s\")".formatted(place, name);
    }
    return place;
  }
}
