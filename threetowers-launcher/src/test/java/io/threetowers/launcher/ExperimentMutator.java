package io.threetowers.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Does to an experiment file what tired people, editors, copy and paste and bad disks do to it: in
 * characters, words, lines, or whole settings.
 */
final class ExperimentMutator {
  private static final Pattern WORD = Pattern.compile("[\\w./%-]+|[^\\w\\s]");

  /** Values that are wrong in most places, and right in some. */
  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "2",
          "-1",
          "3",
          "32",
          "0.5",
          "1e-3",
          "1e999",
          "-.inf",
          ".nan",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "99999999999999999999",
          "1/3",
          "1/0",
          "0/0",
          "010",
          "0x10",
          "1_000",
          "12:30",
          "true",
          "yes",
          "null",
          "~",
          "''",
          "\"\"",
          "[]",
          "{}",
          "[[]]",
          "{a: b}",
          "[1, 2]",
          "img",
          "txt",
          "image",
          "text",
          "third",
          "nce",
          "vit",
          "linear",
          "adamw",
          "cosine",
          "webdataset",
          "table",
          "huggingface",
          "bytes",
          "identity",
          "mlp",
          "zero-shot",
          "sigmoid-contrastive",
          "cross-entropy",
          "distillation",
          "adafactor",
          "retrieval",
          "label:subgroup",
          "\"label:subgroup\"",
          "label:",
          "json.captions",
          "json.",
          "50%",
          "150%",
          "3 epochs",
          "1 steps",
          "0 steps",
          "10 examples",
          "2 hours",
          "gpu:0",
          "gpu:999",
          "cpu",
          "S/16",
          "'*.tar'",
          "'{000..003}.tar'",
          "'{3..1}.tar'",
          "'{a,b}{c,d}.tar'",
          "'[.tar'",
          "$HOME",
          "~/x",
          "/",
          ".",
          "..",
          "/dev/null",
          "clip.yaml",
          "'.*'",
          "'('",
          "'(a*)*b'",
          "x".repeat(300),
          "ä",
          "\ud83d\ude00",
          "'a: b'",
          "a: b",
          "# c",
          "*a",
          "&a b",
          "!!int 3",
          "<<",
          "|",
          ">",
          "-",
          "?");

  /** What breaks the syntax. */
  private static final List<String> BITS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "'",
          "\t",
          "- ",
          ": ",
          ":",
          ",",
          "#",
          "|\n",
          "? ",
          "---\n",
          "...\n",
          "%YAML 1.1\n",
          "\n",
          "  ",
          " ",
          "\r\n",
          "\u0000",
          "\u0085",
          "\u2028",
          "\ud83d\ude00",
          "\ud83d",
          "\\",
          "&a ",
          "*a",
          "!!",
          "<<: ",
          "@",
          "`",
          "\ufeff",
          "extends: mine.yaml\n",
          "extends: .\n");

  private final Random random;

  ExperimentMutator(Random random) {
    this.random = random;
  }

  /** A text with one to four things wrong. */
  String mutated(String yaml) {
    String text = yaml;
    for (int changes = 1 + random.nextInt(4) * random.nextInt(2); changes > 0; changes--) {
      text =
          switch (random.nextInt(6)) {
            case 0 -> characters(text);
            case 1, 2 -> words(text);
            case 3 -> lines(text);
            default -> settings(text);
          };
    }
    return whole(text);
  }

  /** One to three overrides, with or without something wrong. */
  List<String> overrides(String yaml) {
    List<String> overrides = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    paths("", load(yaml), paths);
    for (int i = random.nextInt(3) * random.nextInt(2); i >= 0; i--) {
      String path = paths.isEmpty() ? "seed" : pick(paths);
      String value = pick(VALUES);
      overrides.add(
          switch (random.nextInt(10)) {
            case 0 -> characters(path + "=" + value);
            case 1 -> path + "." + value + "=" + value;
            case 2 -> path + "[" + random.nextInt(3) + "]=" + value;
            case 3 -> words(path) + "=" + value;
            case 4, 5, 6 -> path + "=" + random.nextInt(400);
            default -> path + "=" + value;
          });
    }
    return overrides;
  }

  private String characters(String text) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + 1 + random.nextInt(4));
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, at) + pick(BITS) + text.substring(at);
      case 1 -> text.substring(0, at) + text.substring(to);
      case 2 -> text.substring(0, at) + pick(BITS) + text.substring(to);
      case 3 -> text.substring(0, at) + text.substring(at, to) + text.substring(at);
      default -> text.substring(0, at) + (char) (32 + random.nextInt(95)) + text.substring(to);
    };
  }

  /** Another word, or a value, in place of one. */
  private String words(String text) {
    List<MatchResult> words = WORD.matcher(text).results().toList();
    if (words.isEmpty()) {
      return pick(VALUES);
    }
    MatchResult word = pick(words);
    String other = random.nextBoolean() ? pick(VALUES) : pick(words).group();
    if (word.group().matches("[0-9]{1,6}") && random.nextBoolean()) {
      other = String.valueOf(random.nextInt(400));
    }
    String before = text.substring(0, word.start());
    return before + (random.nextInt(8) == 0 ? "" : other) + text.substring(word.end());
  }

  private String lines(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.isEmpty()) {
      return text;
    }
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    switch (random.nextInt(8)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size() + 1), line);
      case 2 -> lines.set(at, " ".repeat(1 + random.nextInt(3)) + line);
      case 3 -> lines.set(at, line.replaceFirst("^ {1,2}", ""));
      case 4 -> lines.set(at, "\t" + line.strip());
      case 5 -> lines.set(at, line + " " + pick(lines));
      case 6 -> lines.set(at, line.replaceFirst(": ", ":"));
      default -> lines.set(at, "# " + line);
    }
    return String.join("\n", lines) + "\n";
  }

  /** Removes, renames, moves or replaces a setting and all that belongs to it. */
  private String settings(String text) {
    Object root = load(whole(text));
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks(root, blocks);
    blocks.removeIf(Map::isEmpty);
    if (blocks.isEmpty()) {
      return words(text);
    }
    Map<String, Object> block = pick(blocks);
    String key = pick(List.copyOf(block.keySet()));
    Object value = block.get(key);
    switch (random.nextInt(7)) {
      case 0 -> block.remove(key);
      case 1 -> block.put(whole(characters(key)), block.remove(key));
      case 2 -> pick(blocks).put(key, copy(value));
      case 3 -> block.put(key, load(pick(VALUES)));
      case 4 -> block.put(key, copy(pick(blocks)));
      case 5 -> block.put(key, List.of(String.valueOf(value)));
      default -> block.put(pick(List.copyOf(pick(blocks).keySet())), copy(value));
    }
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(
        random.nextBoolean() ? DumperOptions.FlowStyle.BLOCK : DumperOptions.FlowStyle.AUTO);
    return new Yaml(new Representer(options), options).dump(root);
  }

  /** Blocks, lists and scalars; text where it is not YAML any more. */
  private static Object load(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setWarnOnDuplicateKeys(false);
    try {
      Object loaded = new Yaml(new SafeConstructor(options)).load(yaml);
      return loaded == null ? "" : copy(loaded);
    } catch (RuntimeException e) {
      return yaml.length() > 40 ? yaml.substring(0, 40) : yaml;
    }
  }

  private static Object copy(Object value) {
    if (value instanceof Map<?, ?> block) {
      Map<String, Object> copy = new LinkedHashMap<>();
      block.forEach((key, item) -> copy.put(String.valueOf(key), copy(item)));
      return copy;
    } else if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(item -> copy.add(copy(item)));
      return copy;
    }
    return value;
  }

  @SuppressWarnings("unchecked") // copy makes no other maps
  private static void blocks(Object value, List<Map<String, Object>> blocks) {
    if (value instanceof Map<?, ?> block) {
      blocks.add((Map<String, Object>) block);
      block.values().forEach(item -> blocks(item, blocks));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> blocks(item, blocks));
    }
  }

  /** Without halves of characters, which no file in UTF-8 has. */
  private static String whole(String text) {
    return text.replaceAll("[\ud800-\udfff]", "?");
  }

  private static void paths(String path, Object value, List<String> paths) {
    if (!path.isEmpty()) {
      paths.add(path);
    }
    if (value instanceof Map<?, ?> block) {
      block.forEach(
          (key, item) -> paths(path.isEmpty() ? "" + key : path + "." + key, item, paths));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        paths(path + "[" + i + "]", list.get(i), paths);
      }
    }
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
