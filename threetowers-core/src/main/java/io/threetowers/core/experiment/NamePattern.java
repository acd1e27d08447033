package io.threetowers.core.experiment;

import io.threetowers.api.config.Doc;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression that must match a parameter's whole name. */
@Doc("a regular expression")
public record NamePattern(String regex) {

  public NamePattern {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + regex + "' is no regular expression: " + e.getDescription(), e);
    }
  }

  /** Reads a pattern. */
  public static NamePattern parse(String text) {
    return new NamePattern(text);
  }

  public boolean matches(String name) {
    return name.matches(regex);
  }

  @Override
  public String toString() {
    return regex;
  }
}
