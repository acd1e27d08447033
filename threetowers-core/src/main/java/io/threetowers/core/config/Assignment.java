package io.threetowers.core.config;

import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Sequence;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An override on the command line: {@code towers.image.depth=24}, {@code edges[0].weight=1/2}.
 *
 * <p>It is a file of one setting that is laid over the others; an index leads into a list that is
 * there.
 *
 * @param steps names and indices
 * @param value the right side, which is YAML
 */
record Assignment(Source source, List<Step> steps, ConfigTree value) {
  private static final int DEPTH_LIMIT = 50;

  private static final Pattern STEP =
      Pattern.compile("\\G(?:(?:^|\\.)(?<key>[^.\\[\\]\\s]+)|\\[(?<index>[0-9]{1,6})\\])");

  /** As in a file, or with a blank in place of the equals sign. */
  private static final Pattern SETTING =
      Pattern.compile("([A-Za-z][^\\s:=]{0,80})(?::\\s*|\\s+)(\\S{1,80})");

  /** A name or an index. */
  record Step(String key, int index) {
    boolean isIndex() {
      return key.isEmpty();
    }

    @Override
    public String toString() {
      return isIndex() ? "[" + index + "]" : key;
    }
  }

  /**
   * Reads {@code path=value}.
   *
   * @throws InvalidConfigException if it is something else
   */
  static Assignment parse(String text) {
    Source source = Source.override(text);
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new InvalidConfigException(source, noAssignment(text));
    }
    List<Step> steps = new ArrayList<>();
    String path = text.substring(0, equals).strip();
    Matcher matcher = STEP.matcher(path);
    int end = 0;
    while (matcher.find()) {
      String key = matcher.group("key");
      steps.add(
          key == null ? new Step("", Integer.parseInt(matcher.group("index"))) : new Step(key, 0));
      end = matcher.end();
    }
    if (steps.isEmpty() || end < path.length() || steps.get(0).isIndex()) {
      throw new InvalidConfigException(
          source, "'" + path + "' is not a path such as towers.image.depth or edges[0].weight");
    }
    if (steps.size() > DEPTH_LIMIT) {
      throw new InvalidConfigException(
          source, "the path leads more than " + DEPTH_LIMIT + " blocks deep");
    } else if (text.substring(equals + 1).isBlank()) {
      throw new InvalidConfigException(
          source, "a value is missing after '='; null removes a setting");
    }
    List<Problem> problems = new ArrayList<>();
    Path folder = Path.of("").toAbsolutePath();
    ConfigTree value = YamlReader.at(source, folder, problems).read(text.substring(equals + 1));
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return new Assignment(source, List.copyOf(steps), value);
  }

  private static String noAssignment(String text) {
    String written = "an override is written path=value, such as ";
    if (text.matches("(?s).*\\.ya?ml")) {
      return "one experiment is read at a time; " + written + "towers.image.depth=24";
    }
    Matcher setting = SETTING.matcher(text);
    return setting.matches()
        ? written + setting.group(1) + "=" + setting.group(2)
        : written + "towers.image.depth=24";
  }

  /**
   * The settings with this one laid over them.
   *
   * @throws InvalidConfigException if an index leads nowhere
   */
  Mapping over(Mapping settings) {
    return (Mapping) set(settings, 0);
  }

  private ConfigTree set(ConfigTree below, int from) {
    if (from == steps.size()) {
      return Overlay.merge(below, value);
    }
    Step step = steps.get(from);
    if (below instanceof Sequence && !step.isIndex()) {
      String item = step.key().matches("[0-9]{1,6}") ? "[" + step + "]" : "[0]." + step;
      throw wrong("'%s' is a list; name its item, as in %1$s%s".formatted(path(from), item));
    } else if (steps.subList(from, steps.size()).stream().noneMatch(Step::isIndex)
        && !meetsList(below, from)) {
      return Overlay.merge(below, nest(from));
    }
    if (step.isIndex()) {
      List<ConfigTree> items = new ArrayList<>(list(below, from).items());
      items.set(step.index(), set(items.get(step.index()), from + 1));
      return new Sequence(below.source(), items);
    }
    Mapping block = block(below, from);
    Entry entry = block.entries().get(step.key());
    Map<String, Entry> entries = new LinkedHashMap<>(block.entries());
    entries.put(step.key(), new Entry(entry.key(), set(entry.value(), from + 1)));
    return new Mapping(block.source(), entries);
  }

  /** Whether the path leads through a list, as if it were a block. */
  private boolean meetsList(ConfigTree below, int from) {
    ConfigTree at = below;
    for (Step step : steps.subList(from, steps.size())) {
      if (at instanceof Sequence) {
        return true;
      }
      ConfigTree next = at instanceof Mapping block ? block.get(step.key()).orElse(null) : null;
      if (next == null) {
        return false;
      }
      at = next;
    }
    return false;
  }

  private ConfigTree nest(int from) {
    ConfigTree tree = value;
    for (int i = steps.size() - 1; i >= from; i--) {
      tree = new Mapping(source, Map.of(steps.get(i).key(), new Entry(source, tree)));
    }
    return tree;
  }

  private Sequence list(ConfigTree below, int from) {
    if (!(below instanceof Sequence list)) {
      throw wrong("'" + path(from) + "' is " + below.noun() + ", not a list");
    }
    int index = steps.get(from).index();
    if (index >= list.items().size()) {
      String count =
          list.items().isEmpty() ? "is empty" : "ends with [" + (list.items().size() - 1) + "]";
      throw wrong("'" + path(from + 1) + "' does not exist: the list " + count);
    }
    return list;
  }

  private Mapping block(ConfigTree below, int from) {
    String key = steps.get(from).key();
    if (!(below instanceof Mapping block)) {
      throw wrong("'" + path(from) + "' is " + below.noun() + " and has no '" + key + "'");
    }
    if (block.get(key).isEmpty()) {
      throw wrong("the file has no '" + path(from + 1) + "'" + Suggestions.hint(key, block.keys()));
    }
    return block;
  }

  private InvalidConfigException wrong(String message) {
    return new InvalidConfigException(source, message);
  }

  private String path(int end) {
    StringBuilder path = new StringBuilder();
    for (Step step : steps.subList(0, end)) {
      path.append(path.length() > 0 && !step.isIndex() ? "." : "").append(step);
    }
    return path.toString();
  }
}
