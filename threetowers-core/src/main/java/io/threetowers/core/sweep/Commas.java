package io.threetowers.core.sweep;

import java.util.ArrayList;
import java.util.List;

/** Takes a list of YAML values apart where YAML itself would see no comma of a value. */
final class Commas {
  private final String text;
  private final List<String> parts = new ArrayList<>();
  private int start;
  private int depth;

  private Commas(String text) {
    this.text = text;
  }

  /**
   * The values of {@code 1,2}: commas within quotes, brackets and braces separate nothing. What is
   * opened and never closed is left to the reader of YAML, whole.
   */
  static List<String> split(String text) {
    return new Commas(text).parts();
  }

  private List<String> parts() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isQuote(c) && mayOpen(i)) {
        i = end(i);
      } else if (c == '[' || c == '{') {
        depth++;
      } else if ((c == ']' || c == '}') && depth > 0) {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  /** An apostrophe within a word is none: only what begins a value can be quoted. */
  private boolean mayOpen(int quote) {
    int before = quote - 1;
    while (before >= start && text.charAt(before) == ' ') {
      before--;
    }
    return before < start || "[{,:".indexOf(text.charAt(before)) >= 0;
  }

  /** Where a quoted text ends; at the end of all if nothing closes it. */
  private int end(int open) {
    char quote = text.charAt(open);
    int i = open + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += quote == '"' && text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i, text.length());
  }
}
