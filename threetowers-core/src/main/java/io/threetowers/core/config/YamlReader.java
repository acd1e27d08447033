package io.threetowers.core.config;

import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.ConfigTree.Sequence;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Text to a tree. SnakeYAML composes its nodes and is asked for nothing else: it makes no objects
 * and decides about no types.
 */
final class YamlReader {
  private final Function<Mark, Source> sources;
  private final Path folder;
  private final List<Problem> problems;

  /**
   * A reader of one text.
   *
   * @param sources from a place in the text to what is shown
   * @param folder for relative paths in the text
   * @param problems where mistakes go that do not end the reading
   */
  YamlReader(Function<Mark, Source> sources, Path folder, List<Problem> problems) {
    this.sources = sources;
    this.folder = folder;
    this.problems = problems;
  }

  /** For a text that is shown as one place, such as an override. */
  static YamlReader at(Source source, Path folder, List<Problem> problems) {
    return new YamlReader(mark -> source, folder, problems);
  }

  /**
   * Reads a document; an empty one is null.
   *
   * @throws InvalidConfigException if {@code text} is not YAML, or uses what we do without
   */
  ConfigTree read(String text) {
    Mark start = new Mark("", 0, 0, 0, new int[0], 0);
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(false);
    options.setCodePointLimit(Math.max(1, text.length()));
    StreamReader characters = new StreamReader(text);
    try {
      PlainYaml parser = new PlainYaml(new ParserImpl(characters, options));
      Node node = new Composer(parser, new Resolver(), options).getSingleNode();
      return node == null ? new Scalar(sources.apply(start), "", true, folder) : tree(node);
    } catch (YamlRefusal e) {
      throw new InvalidConfigException(sources.apply(e.mark()), e.getMessage());
    } catch (MarkedYAMLException e) {
      Mark mark = YamlErrors.mark(e).orElse(start);
      throw new InvalidConfigException(sources.apply(mark), YamlErrors.message(e));
    } catch (ReaderException e) {
      throw new InvalidConfigException(sources.apply(markOf(text, e)), YamlErrors.message(e));
    } catch (YAMLException e) {
      // SnakeYAML's scanner gives up on itself, and says neither where nor what a person could do.
      throw new InvalidConfigException(
          sources.apply(characters.getMark()), "a bracket or a '---' too many before this place");
    } catch (NumberFormatException e) {
      // SnakeYAML 2.7 reads the eight digits of \U as a signed number.
      throw new InvalidConfigException(
          sources.apply(characters.getMark()), "no such character: '\\U' ends at 0010FFFF");
    }
  }

  private ConfigTree tree(Node node) {
    Source source = sources.apply(node.getStartMark());
    if (node instanceof MappingNode mapping) {
      return new Mapping(source, entries(mapping));
    } else if (node instanceof SequenceNode sequence) {
      return new Sequence(source, sequence.getValue().stream().map(this::tree).toList());
    }
    ScalarNode scalar = (ScalarNode) node;
    return new Scalar(source, scalar.getValue(), scalar.isPlain(), folder);
  }

  private Map<String, Entry> entries(MappingNode mapping) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Source source = sources.apply(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new InvalidConfigException(source, "a key is a word, not a list or a block");
      } else if (key.getValue().equals("<<") && key.isPlain()) {
        throw new InvalidConfigException(
            source,
            "merges such as '<<' are not supported; repeat the settings, or put them into a file that this one extends");
      }
      Entry entry = new Entry(source, tree(tuple.getValueNode()));
      Entry first = entries.putIfAbsent(key.getValue(), entry);
      if (first != null) {
        problems.add(
            new Problem(
                source,
                "'" + key.getValue() + "' stands twice in this block; first at " + first.key()));
      }
    }
    return entries;
  }

  /** The reader counts characters from the beginning of the text, and knows no lines. */
  private static Mark markOf(String text, ReaderException e) {
    String before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
    int line = (int) before.chars().filter(c -> c == '\n').count();
    int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length());
    return new Mark("", e.getPosition(), line, column, new int[0], 0);
  }
}
