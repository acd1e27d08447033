package io.threetowers.api.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line: what a parameter, or one of its kind in every layer, is made of.
 *
 * @param parameter its name, with variables
 * @param pattern the same as a regular expression with a group for each variable
 * @param variables in the order of the groups, with braces
 */
record WeightRule(
    String parameter, Pattern pattern, List<String> variables, WeightExpression source) {
  private static final Pattern VARIABLE = Pattern.compile("\\{[a-z]+}");
  private static final Pattern BRACES = Pattern.compile("\\{[^{}]*}");

  static WeightRule of(String parameter, WeightExpression source) {
    List<String> variables = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    Matcher braces = BRACES.matcher(parameter);
    int end = 0;
    while (braces.find()) {
      if (!VARIABLE.matcher(braces.group()).matches() || variables.contains(braces.group())) {
        throw new IllegalArgumentException(
            "a number in the name of a parameter is written {i}, each once, not '%s'"
                .formatted(braces.group()));
      }
      variables.add(braces.group());
      pattern.append(Pattern.quote(parameter.substring(end, braces.start()))).append("(\\d+)");
      end = braces.end();
    }
    pattern.append(Pattern.quote(parameter.substring(end)));
    source.map(
        name -> requireKnown(name, variables, parameter),
        index -> requireKnown(index, variables, parameter));
    return new WeightRule(
        parameter, Pattern.compile(pattern.toString()), List.copyOf(variables), source);
  }

  private static String requireKnown(String text, List<String> variables, String parameter) {
    Matcher braces = BRACES.matcher(text);
    while (braces.find()) {
      if (!variables.contains(braces.group())) {
        throw new IllegalArgumentException(
            "'%s' of the right side is not part of '%s'".formatted(braces.group(), parameter));
      }
    }
    return text;
  }

  /** What a parameter of this name is made of; empty if the line is about others. */
  Optional<WeightExpression> source(String name, String prefix) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> numbers = new TreeMap<>();
    for (int i = 0; i < variables.size(); i++) {
      numbers.put(variables.get(i), matcher.group(i + 1));
    }
    return Optional.of(
        source.map(text -> prefix + filled(text, numbers), index -> filled(index, numbers)));
  }

  private static String filled(String text, Map<String, String> numbers) {
    String filled = text;
    for (Map.Entry<String, String> number : numbers.entrySet()) {
      filled = filled.replace(number.getKey(), number.getValue());
    }
    return filled;
  }

  /** A name that the line is about. */
  String anyName() {
    return VARIABLE.matcher(parameter).replaceAll("0");
  }
}
