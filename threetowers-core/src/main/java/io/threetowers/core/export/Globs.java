package io.threetowers.core.export;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names in which {@code *} is any text. */
final class Globs {

  private Globs() {}

  static String regex(String glob) {
    return Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
  }
}
