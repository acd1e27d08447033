package io.threetowers.api.weights;

import io.threetowers.api.config.Suggestions;
import io.threetowers.api.weights.WeightExpression.Call;
import io.threetowers.api.weights.WeightExpression.Concatenation;
import io.threetowers.api.weights.WeightExpression.Function;
import io.threetowers.api.weights.WeightExpression.Layer;
import io.threetowers.api.weights.WeightExpression.Row;
import io.threetowers.api.weights.WeightExpression.Rows;
import io.threetowers.api.weights.WeightExpression.Sum;
import io.threetowers.api.weights.WeightExpression.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the right side of a line.
 *
 * <pre class="grammar">{@code
 * sum   = term, {"+", term}
 * term  = (name | function "(" sum ")" | "stacked(" sum "," "{i}" ")"), {slice}
 * slice = "[" number "]" | "[" [bound] ":" [bound] "]"
 * bound = number ["/" number]
 * }</pre>
 */
final class ExpressionParser {
  static final String STACKED = "stacked";

  /** Everything but what an expression is made of; braces hold no blanks. */
  private static final Pattern NAME = Pattern.compile("(?:[^\\s()\\[\\]{},+=]|\\{[^\\s{}]*})+");

  private static final Pattern CHOICE = Pattern.compile("\\{([^{},]+(?:,[^{},]+)+)}");
  private static final Pattern SLICE =
      Pattern.compile("\\[\\s*(?:(?<row>\\d{1,9})|(?<from>[\\d/]*)\\s*:\\s*(?<to>[\\d/]*))\\s*]");
  private static final Pattern BOUND = Pattern.compile("(\\d{1,9})(?:/([1-9]\\d{0,8}))?");
  private static final Pattern INDEX = Pattern.compile(",\\s*(\\{[a-z]+})");

  private final String text;
  private int position;

  private ExpressionParser(String text) {
    this.text = text;
  }

  /**
   * The whole text as one expression.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static WeightExpression parse(String text) {
    ExpressionParser parser = new ExpressionParser(text);
    WeightExpression whole = parser.sum();
    if (parser.position < text.length()) {
      throw new IllegalArgumentException("'%s' is too much".formatted(parser.rest()));
    }
    return whole instanceof Sum sum
        ? new Sum(sum.terms().stream().map(ExpressionParser::chosen).toList())
        : chosen(whole);
  }

  private WeightExpression sum() {
    List<WeightExpression> terms = new ArrayList<>(List.of(term()));
    while (take("+")) {
      terms.add(term());
    }
    return terms.size() == 1 ? terms.get(0) : new Sum(terms);
  }

  private WeightExpression term() {
    String name = name();
    WeightExpression term = take("(") ? call(name) : new Tensor(name);
    Matcher slice = SLICE.matcher(text);
    while (text.startsWith("[", position)) {
      if (!slice.region(position, text.length()).lookingAt()) {
        throw new IllegalArgumentException(
            "'%s' is no slice; it is written [0], [1:] or [:1/3]".formatted(rest()));
      }
      position = slice.end();
      blanks();
      term =
          slice.group("row") != null
              ? new Row(term, Integer.parseInt(slice.group("row")))
              : new Rows(
                  term,
                  bound(slice.group("from"), RowBound.START),
                  bound(slice.group("to"), RowBound.END));
    }
    return term;
  }

  private String name() {
    blanks();
    Matcher name = NAME.matcher(text).region(position, text.length());
    if (!name.lookingAt()) {
      throw new IllegalArgumentException(
          rest().isEmpty()
              ? "the name of a tensor is missing at the end"
              : "'%s' does not begin with the name of a tensor".formatted(rest()));
    }
    position = name.end();
    blanks();
    return name.group();
  }

  private WeightExpression call(String word) {
    WeightExpression argument = sum();
    String index = "";
    if (word.equals(STACKED)) {
      Matcher variable = INDEX.matcher(text).region(position, text.length());
      if (!variable.lookingAt()) {
        throw new IllegalArgumentException(
            "stacked is written stacked(name, {i}), not '%s'".formatted(text));
      }
      position = variable.end();
      blanks();
      index = variable.group(1);
    }
    if (!take(")")) {
      throw new IllegalArgumentException("')' is missing before '%s'".formatted(rest()));
    }
    return index.isEmpty() ? new Call(function(word), argument) : new Layer(argument, index);
  }

  private static Function function(String word) {
    return Stream.of(Function.values())
        .filter(function -> function.word().equals(word))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> all =
                  Stream.concat(
                          Stream.of(Function.values()).map(Function::word), Stream.of(STACKED))
                      .toList();
              return new IllegalArgumentException(
                  "unknown function '" + word + "'" + Suggestions.hint(word, all));
            });
  }

  private static RowBound bound(String written, RowBound missing) {
    if (written.isEmpty()) {
      return missing;
    }
    Matcher bound = BOUND.matcher(written);
    if (!bound.matches()) {
      throw new IllegalArgumentException(
          "'%s' is neither a number of rows nor a fraction".formatted(written));
    }
    int parts = bound.group(2) == null ? 0 : Integer.parseInt(bound.group(2));
    return new RowBound(Integer.parseInt(bound.group(1)), parts);
  }

  /** A term with braces stands for one term per word in them, one below the other. */
  private static WeightExpression chosen(WeightExpression term) {
    List<Matcher> choices =
        term.tensors().map(CHOICE::matcher).filter(Matcher::find).limit(1).toList();
    if (choices.isEmpty()) {
      return term;
    }
    String braces = choices.get(0).group();
    List<WeightExpression> parts =
        Stream.of(choices.get(0).group(1).split(",", -1))
            .map(word -> term.map(name -> name.replace(braces, word), index -> index))
            .map(ExpressionParser::chosen)
            .toList();
    return new Concatenation(parts);
  }

  private boolean take(String token) {
    if (!text.startsWith(token, position)) {
      return false;
    }
    position += token.length();
    blanks();
    return true;
  }

  private void blanks() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private String rest() {
    return text.substring(position);
  }
}
