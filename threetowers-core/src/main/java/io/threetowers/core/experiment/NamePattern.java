package io.threetowers.core.experiment;

import io.threetowers.api.config.Doc;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A regular expression that must match a parameter's whole name. */
@Doc("a regular expression")
public record NamePattern(String regex) {

  private static final int LONGEST = 500;

  public NamePattern {
    if (regex.length() > LONGEST) {
      // The compiler of patterns calls itself for every bracket.
      throw new IllegalArgumentException(
          "a pattern of %d characters is too long; at most %d are allowed"
              .formatted(regex.length(), LONGEST));
    }
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
