package io.threetowers.core.builtin;

import io.threetowers.api.data.Value;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts that stand for a class. */
final class Prompts {

  /** Python's string.punctuation. */
  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

  /** Python's, to which the four separators of ASCII are spaces, too. */
  private static final Pattern SPACES = Pattern.compile("(?U)[\\s\\x1c-\\x1f]+");

  private Prompts() {}

  /** Every template with every name, the templates of one name next to each other. */
  static List<Value> of(List<String> names, ZeroShot.Config config) {
    List<String> templates =
        config.templates().stream()
            .map(template -> config.canonicalize() ? canonical(template, "{}") : template)
            .toList();
    return names.stream()
        .map(name -> config.canonicalize() ? canonical(name, ",") : name)
        .map(name -> config.firstNameOnly() ? name.split(",", 2)[0] : name)
        .flatMap(name -> templates.stream().map(template -> template.replace("{}", name)))
        .map(prompt -> (Value) new Value.Text(prompt))
        .toList();
  }

  /**
   * Lower case, without punctuation, spaces single (big_vision,
   * evaluators/proj/image_text/prompt_engineering.py).
   *
   * @param kept the one sequence of punctuation that stays
   */
  static String canonical(String text, String kept) {
    String bare =
        Stream.of(text.replace('_', ' ').split(Pattern.quote(kept), -1))
            .map(part -> PUNCTUATION.matcher(part).replaceAll(""))
            .collect(Collectors.joining(kept));
    return SPACES.matcher(bare.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }
}
