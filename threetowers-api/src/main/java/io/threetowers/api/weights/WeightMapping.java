package io.threetowers.api.weights;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of a family of weight files: of which tensors each parameter of a tower is made.
 *
 * <p>It is a text, kept as a resource beside the tower's classes:
 *
 * <pre class="weights">{@code
 * # OpenAI CLIP and open_clip, image tower
 * prefix - visual. module.visual.
 * ignore logit_scale
 *
 * patch_embed.proj.weight    = conv1.weight
 * cls_token                  = class_embedding + positional_embedding[0]
 * pos_embed                  = bicubic(positional_embedding[1:])
 * blocks.{i}.attn.qkv.weight = transformer.resblocks.{i}.attn.in_proj_weight
 * proj.weight                = transpose(proj)
 * }</pre>
 *
 * <p>The first line is a comment and says what the family is. {@code prefix} lists what may stand
 * before every name in the file, {@code -} nothing; tensors without the prefix belong to something
 * else. {@code ignore} lists tensors, without the prefix, that belong to no tower of this kind; in
 * them {@code *} is any text. Each other line is {@code parameter = expression}:
 *
 * <table>
 *   <caption>Expressions</caption>
 *   <tr><th>written</th><th>is</th></tr>
 *   <tr><td>{@code conv1.weight}</td><td>a tensor, of the parameter's shape but for dimensions of 1</td></tr>
 *   <tr><td><code>blocks.{i}.ln_1.weight</code></td><td>the number that stands in the parameter's name</td></tr>
 *   <tr><td><code>attn.{q,k,v}_proj.weight</code></td><td>one term for each word, below each other, functions and slices applied to each</td></tr>
 *   <tr><td>{@code a + b}</td><td>the sum</td></tr>
 *   <tr><td>{@code a[0]}, {@code a[1:]}, {@code a[:1/3]}</td><td>a row; rows; a fraction of the rows</td></tr>
 *   <tr><td>{@code transpose(a)}, {@code dense(a)}, {@code bicubic(a)}, …</td><td>a {@linkplain WeightExpression.Function function}</td></tr>
 *   <tr><td><code>stacked(a, {i})</code></td><td>layer {@code i} of a tensor that holds all</td></tr>
 * </table>
 *
 * <p>Where several lines name the same parameter, the first whose tensors the file has is meant. A
 * line whose parameter a tower has not is not used: its tensors, if the file has them, are
 * unexpected.
 */
public final class WeightMapping {
  private static final String PREFIX = "prefix";
  private static final String IGNORE = "ignore";
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final String name;
  private final String description;
  private final List<String> prefixes;
  private final List<String> ignored;
  private final Pattern ignoredNames;

  /** Rules by the names that they may be about: a file is compared with many tables, and towers. */
  private final Map<String, List<WeightRule>> rulesByName;

  private WeightMapping(
      String name,
      String description,
      List<String> prefixes,
      List<String> ignored,
      List<WeightRule> rules) {
    this.name = name;
    this.description = description;
    this.prefixes = prefixes.isEmpty() ? List.of("") : List.copyOf(prefixes);
    this.ignored = List.copyOf(ignored);
    this.ignoredNames =
        Pattern.compile(
            ignored.stream().map(WeightMapping::expression).collect(Collectors.joining("|")));
    this.rulesByName =
        rules.stream().collect(Collectors.groupingBy(rule -> withoutNumbers(rule.anyName())));
  }

  /**
   * Reads a resource.
   *
   * @param beside a class of the package that holds the resource, in the same jar
   * @param path such as {@code weights/clip.weights}, whose family is called {@code clip}
   * @return the table
   * @throws IllegalArgumentException if there is no such resource, or a line of it is wrong
   */
  public static WeightMapping resource(Class<?> beside, String path) {
    try (InputStream in = beside.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "there is no resource '" + path + "' beside " + beside.getName());
      }
      String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a text.
   *
   * @param name of the family, in kebab-case
   * @param text the table
   * @return what it says
   * @throws IllegalArgumentException naming the line that is wrong
   */
  public static WeightMapping parse(String name, String text) {
    String description = "";
    List<String> prefixes = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    List<WeightRule> rules = new ArrayList<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      try {
        if (line.startsWith("#")) {
          description = description.isEmpty() ? line.substring(1).strip() : description;
        } else if (line.contains("=")) {
          int equals = line.indexOf('=');
          rules.add(rule(line.substring(0, equals).strip(), line.substring(equals + 1).strip()));
        } else if (!line.isEmpty()) {
          List<String> words = List.of(BLANKS.split(line));
          listOf(words.get(0), prefixes, ignored).addAll(words.subList(1, words.size()));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the table of weights '%s', line %d: %s".formatted(name, i + 1, e.getMessage()), e);
      }
    }
    if (description.isEmpty() || rules.isEmpty()) {
      throw new IllegalArgumentException(
          "the table of weights '%s' lacks %s"
              .formatted(
                  name,
                  rules.isEmpty()
                      ? "lines such as 'norm.weight = encoder_norm/scale'"
                      : "a first line '# …' that says which files it is about"));
    }
    prefixes.replaceAll(prefix -> prefix.equals("-") ? "" : prefix);
    return new WeightMapping(name, description, prefixes, ignored, rules);
  }

  private static WeightRule rule(String parameter, String expression) {
    if (parameter.isEmpty() || BLANKS.matcher(parameter).find()) {
      throw new IllegalArgumentException("'%s' is no name of a parameter".formatted(parameter));
    }
    return WeightRule.of(parameter, ExpressionParser.parse(expression));
  }

  private static List<String> listOf(String word, List<String> prefixes, List<String> ignored) {
    return switch (word) {
      case PREFIX -> prefixes;
      case IGNORE -> ignored;
      default ->
          throw new IllegalArgumentException(
              "'%s' begins no line; there are 'prefix …', 'ignore …' and 'parameter = tensor'"
                  .formatted(word));
    };
  }

  /** {@code head.*} as a regular expression. */
  private static String expression(String ignored) {
    return Stream.of(ignored.split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  /** {@return how the family is called} */
  public String name() {
    return name;
  }

  /** {@return which files it is about, in one line} */
  public String description() {
    return description;
  }

  /** {@return what may stand before every name of the file; at least one, maybe empty} */
  public List<String> prefixes() {
    return prefixes;
  }

  /** {@return the tensors that belong to no tower; {@code *} is any text} */
  public List<String> ignored() {
    return ignored;
  }

  /**
   * What a file gives to a tower: of the prefixes the first with which everything matches, else the
   * one with which most parameters have a source.
   *
   * @param parameters names of the tower's
   * @param tensors names in the file
   * @return sources, and what is missing and unexpected
   */
  public WeightMatch match(Set<String> parameters, Set<String> tensors) {
    // A file is compared with every table, and most tables' prefixes stand before none of its
    // names.
    List<String> used =
        prefixes.stream()
            .filter(prefix -> tensors.stream().anyMatch(tensor -> tensor.startsWith(prefix)))
            .toList();
    if (used.isEmpty()) {
      return match(parameters, tensors, prefixes.get(0));
    }
    WeightMatch best = match(parameters, tensors, used.get(0));
    for (String prefix : used.subList(1, used.size())) {
      WeightMatch other = match(parameters, tensors, prefix);
      if (!best.isComplete()
          && (other.isComplete() || other.sources().size() > best.sources().size())) {
        best = other;
      }
    }
    return best;
  }

  private WeightMatch match(Set<String> parameters, Set<String> tensors, String prefix) {
    TreeMap<String, WeightExpression> sources = new TreeMap<>();
    TreeMap<String, SortedSet<String>> missing = new TreeMap<>();
    TreeSet<String> unexpected =
        tensors.stream()
            .filter(tensor -> tensor.startsWith(prefix))
            .filter(tensor -> !ignores(tensor.substring(prefix.length())))
            .collect(Collectors.toCollection(TreeSet::new));
    for (String parameter : parameters) {
      Optional<WeightExpression> source = source(parameter, prefix, tensors);
      SortedSet<String> lacking =
          source.map(each -> lacking(each, tensors)).orElseGet(TreeSet::new);
      if (source.isPresent() && lacking.isEmpty()) {
        sources.put(parameter, source.get());
      } else {
        missing.put(parameter, lacking);
      }
      source.ifPresent(each -> each.tensors().forEach(unexpected::remove));
    }
    return new WeightMatch(name, prefix, sources, missing, unexpected);
  }

  /** The first that is complete, or that which is nearest to it. */
  private Optional<WeightExpression> source(String parameter, String prefix, Set<String> tensors) {
    Optional<WeightExpression> nearest = Optional.empty();
    long most = -1;
    for (WeightExpression source : sources(parameter, prefix)) {
      List<String> names = source.tensors().toList();
      long present = names.stream().filter(tensors::contains).count();
      if (present == names.size()) {
        return Optional.of(source);
      } else if (present > most) {
        most = present;
        nearest = Optional.of(source);
      }
    }
    return nearest;
  }

  /**
   * Of what a parameter can be made, by any line.
   *
   * @param parameter its name in the tower
   * @param prefix of the tensors' names, may be empty
   * @return in the order of the lines
   */
  public List<WeightExpression> sources(String parameter, String prefix) {
    return rulesByName.getOrDefault(withoutNumbers(parameter), List.of()).stream()
        .flatMap(rule -> rule.source(parameter, prefix).stream())
        .toList();
  }

  /** Every run of digits as one zero. */
  private static String withoutNumbers(String name) {
    StringBuilder letters = new StringBuilder(name.length());
    boolean number = false;
    for (int i = 0; i < name.length(); i++) {
      boolean digit = Character.isDigit(name.charAt(i));
      if (!digit) {
        letters.append(name.charAt(i));
      } else if (!number) {
        letters.append('0');
      }
      number = digit;
    }
    return letters.toString();
  }

  private boolean ignores(String tensor) {
    return !ignored.isEmpty() && ignoredNames.matcher(tensor).matches();
  }

  private static SortedSet<String> lacking(WeightExpression source, Set<String> tensors) {
    return source
        .tensors()
        .filter(tensor -> !tensors.contains(tensor))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public String toString() {
    return name;
  }
}
