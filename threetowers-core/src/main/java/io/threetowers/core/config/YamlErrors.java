package io.threetowers.core.config;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Says in one line what the parser says in several, in words that are not about parsers. */
final class YamlErrors {

  /**
   * One translation.
   *
   * @param part of the parser's problem
   * @param message what a person is told
   * @param atContext whether the mistake is where the construct began, not where the parser gave up
   */
  private record Phrase(String part, String message, boolean atContext) {}

  private static final String SCALAR = "but got <scalar>";

  private static final List<Phrase> PHRASES =
      List.of(
          new Phrase("'\\t(TAB)'", "a tab cannot stand here; use spaces", false),
          new Phrase(
              "but got {",
              "text that contains '{' must stand in quotes here, as in 'train-{000..003}.tar'",
              false),
          new Phrase(
              SCALAR,
              "a ',' is missing before this, or text with brackets in it is not in quotes",
              false),
          new Phrase(
              "unexpected character found",
              "text cannot begin with '*' or '&'; put it in quotes",
              true),
          new Phrase(
              "mapping values are not allowed here",
              "no ':' can stand here; is this line indented as the one above, and is text that contains ': ' in quotes?",
              false),
          new Phrase("could not find expected ':'", "a key needs a ':' and a space after it", true),
          new Phrase("expected ',' or ']'", "this list is not closed: ',' or ']' is missing", true),
          new Phrase(
              "expected ',' or '}'", "this block is not closed: ',' or '}' is missing", true),
          new Phrase("found unexpected end of stream", "this quote is not closed", true),
          new Phrase("found unexpected document separator", "this quote is not closed", true),
          new Phrase(
              "expected the node content",
              "a value is missing here, or a bracket before it is not closed",
              false),
          new Phrase(
              "but found '<block mapping start>'",
              "this line is indented otherwise than the lines of its block",
              false),
          new Phrase(
              "but found '<block sequence start>'",
              "this line is indented otherwise than the lines of its block",
              false),
          new Phrase(
              "but found '-'",
              "a list item cannot stand here; indent the '-' as the other items, or put the list under a key",
              false),
          new Phrase(
              "sequence entries are not allowed here",
              "a list item cannot stand here; begin it on a line of its own",
              false),
          new Phrase(
              "found unknown escape character",
              "no such escape in double quotes; write '\\\\' for a backslash, or use single quotes",
              false),
          new Phrase("found character '@'", "text cannot begin with '@'; put it in quotes", false),
          new Phrase("found character '`'", "text cannot begin with '`'; put it in quotes", false),
          new Phrase("found character '%'", "text cannot begin with '%'; put it in quotes", false));

  private YamlErrors() {}

  static String message(MarkedYAMLException e) {
    return phrase(e).map(Phrase::message).orElseGet(() -> "this is not YAML: " + words(e));
  }

  /** Where to point, or empty if the parser does not know. */
  static Optional<Mark> mark(MarkedYAMLException e) {
    boolean context = phrase(e).map(Phrase::atContext).orElse(false);
    Mark first = context ? e.getContextMark() : e.getProblemMark();
    return Optional.ofNullable(first == null ? e.getProblemMark() : first);
  }

  static String message(ReaderException e) {
    return String.format(
        "the character U+%04X cannot stand in YAML; in double quotes write '\\u%04x'",
        e.getCodePoint(), e.getCodePoint());
  }

  private static Optional<Phrase> phrase(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    return PHRASES.stream()
        .filter(phrase -> problem.contains(phrase.part()))
        .filter(phrase -> !phrase.part().equals(SCALAR) || inOneLine(e))
        .findFirst();
  }

  /** What is not closed in one line goes on in the next. */
  private static boolean inOneLine(MarkedYAMLException e) {
    Mark context = e.getContextMark();
    Mark problem = e.getProblemMark();
    return context == null || problem == null || context.getLine() == problem.getLine();
  }

  private static String words(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return (context + e.getProblem()).replaceAll("\\s+", " ").strip();
  }
}
