package io.threetowers.launcher;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Makes one random change of a file that leaves it YAML: another value, another key, one more. */
final class Mutation {

  /** A piece of the text. */
  private record Piece(int start, int end) {}

  /**
   * A place for one more entry.
   *
   * @param after what must follow it
   */
  private record Gap(int start, String after) {}

  private final String text;
  private final List<Piece> values = new ArrayList<>();
  private final List<Piece> keys = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();

  Mutation(String text) {
    this.text = text;
    find(new Yaml().compose(new StringReader(text)));
  }

  /** A changed text; the words are what a changed value or key can become. */
  String apply(Random random, List<String> words, List<String> names) {
    switch (random.nextInt(4)) {
      case 0 -> {
        return replaced(pick(keys, random), name(random, names));
      }
      case 1 -> {
        Gap gap = pick(gaps, random);
        String entry = name(random, names) + ": " + word(random, words) + gap.after();
        return replaced(new Piece(gap.start(), gap.start()), entry);
      }
      default -> {
        return replaced(pick(values, random), word(random, words));
      }
    }
  }

  private String name(Random random, List<String> names) {
    String name = random.nextBoolean() ? pick(names, random) : slice(pick(keys, random));
    if (random.nextInt(3) > 0 || name.length() < 3) {
      return name;
    }
    int at = 1 + random.nextInt(name.length() - 2);
    return name.substring(0, at) + name.substring(at + 1);
  }

  private String word(Random random, List<String> words) {
    return random.nextInt(3) == 0 ? slice(pick(values, random)) : pick(words, random);
  }

  private void find(Node node) {
    if (node instanceof MappingNode mapping) {
      boolean flow = mapping.getFlowStyle() == FlowStyle.FLOW;
      for (NodeTuple entry : mapping.getValue()) {
        Mark start = entry.getKeyNode().getStartMark();
        keys.add(piece(entry.getKeyNode()));
        gaps.add(new Gap(start.getIndex(), flow ? ", " : "\n" + " ".repeat(start.getColumn())));
        find(entry.getValueNode());
      }
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(this::find);
    }
    if (node instanceof ScalarNode
        || (node instanceof CollectionNode<?> some && some.getFlowStyle() == FlowStyle.FLOW)) {
      values.add(piece(node));
    }
  }

  private static Piece piece(Node node) {
    return new Piece(node.getStartMark().getIndex(), node.getEndMark().getIndex());
  }

  private String slice(Piece piece) {
    return text.substring(piece.start(), piece.end());
  }

  private String replaced(Piece piece, String by) {
    return text.substring(0, piece.start()) + by + text.substring(piece.end());
  }

  private static <T> T pick(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
