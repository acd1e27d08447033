package io.threetowers.core.run;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** The settings of runs as trees of text, and where several differ. */
final class Settings {

  private Settings() {}

  /** A resolved experiment: mappings, lists, and scalars as they are written. */
  static Map<String, Object> read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      LoaderOptions options = new LoaderOptions();
      Composer composer =
          new Composer(new ParserImpl(new StreamReader(reader), options), new Resolver(), options);
      Node root = composer.getSingleNode();
      return root instanceof MappingNode mapping ? tree(mapping) : Map.of();
    } catch (YAMLException e) {
      throw new InvalidInputException("'" + file + "' is no YAML: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> tree(MappingNode mapping) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        tree.put(key.getValue(), value(tuple.getValueNode()));
      }
    }
    return tree;
  }

  private static Object value(Node node) {
    if (node instanceof MappingNode mapping) {
      return tree(mapping);
    } else if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(Settings::value).toList();
    }
    return ((ScalarNode) node).getValue();
  }

  /**
   * Where several settings differ, by key: one text per run, empty where the run has no such
   * setting.
   */
  static Map<String, List<String>> differences(List<Map<String, Object>> trees) {
    Map<String, List<String>> differences = new LinkedHashMap<>();
    compare("", trees, differences);
    return differences;
  }

  /** Goes down while all runs have a mapping; the first level where one has none is shown whole. */
  private static void compare(
      String path, List<? extends @Nullable Object> values, Map<String, List<String>> differences) {
    Object first = values.get(0);
    if (values.stream().allMatch(value -> Objects.equals(first, value))) {
      return;
    }
    if (values.stream().allMatch(value -> value instanceof Map)) {
      Set<Object> keys = new LinkedHashSet<>();
      values.forEach(value -> keys.addAll(((Map<?, ?>) value).keySet()));
      for (Object key : keys) {
        List<@Nullable Object> below =
            values.stream()
                .<@Nullable Object>map(value -> ((Map<?, ?>) value).get(key))
                .collect(Collectors.toList());
        compare(path.isEmpty() ? key.toString() : path + "." + key, below, differences);
      }
    } else {
      differences.put(path, values.stream().map(Settings::block).toList());
    }
  }

  /** A value as YAML writes it: an entry per line for a list of mappings, else in one line. */
  private static String block(@Nullable Object value) {
    return value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map
        ? list.stream().map(entry -> "- " + text(entry)).collect(Collectors.joining("\n"))
        : text(value);
  }

  /** In one line. */
  private static String text(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (value instanceof List<?> list) {
      return list.stream().map(Settings::text).collect(Collectors.joining(", ", "[", "]"));
    }
    return value == null ? "" : value.toString();
  }
}
