package io.threetowers.core.config;

import io.threetowers.api.config.Suggestions;
import io.threetowers.core.config.ConfigTree.Entry;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a file and lays it over the file that it {@code extends}, and so on. */
final class ExtendsReader {
  static final String EXTENDS = "extends";

  private final List<ConfigFile> chain = new ArrayList<>();
  private final List<Problem> problems;

  /**
   * A reader of one experiment.
   *
   * @param problems where mistakes go that do not end the reading
   */
  ExtendsReader(List<Problem> problems) {
    this.problems = problems;
  }

  /** What was read: the experiment's file, its parent, its parent's parent, … */
  List<String> files() {
    return chain.stream().map(ConfigFile::shown).toList();
  }

  /**
   * The merged content, without {@code extends}.
   *
   * @throws InvalidConfigException if a file cannot be read
   */
  Mapping read(Path file) {
    ConfigFile experiment = ConfigFile.of(file);
    return read(experiment, Source.COMMAND_LINE);
  }

  private Mapping read(ConfigFile file, Source mention) {
    refuseCircle(file, mention);
    chain.add(file);
    Mapping own = block(file, text(file, mention));
    Map<String, Entry> rest = new LinkedHashMap<>(own.entries());
    Entry parent = rest.remove(EXTENDS);
    Mapping settings = new Mapping(own.source(), rest);
    if (parent == null) {
      return settings;
    } else if (parent.value().isNull()) {
      throw new InvalidConfigException(
          parent.key(), "'extends' is empty; name the file, or remove the line");
    }
    ConfigFile below = file.sibling(path(parent.value()));
    return Overlay.merge(read(below, parent.value().source()), settings);
  }

  private Mapping block(ConfigFile file, String text) {
    ConfigTree tree = new YamlReader(file::at, file.folder(), problems).read(text);
    if (tree instanceof Mapping mapping) {
      return mapping;
    } else if (tree.isNull()) {
      throw new InvalidConfigException(
          file.start(), "the file holds no setting; an experiment is a block of 'key: value'");
    }
    throw new InvalidConfigException(
        tree.source(), "an experiment is a block of settings, 'key: value', not " + tree.noun());
  }

  private String text(ConfigFile file, Source mention) {
    try {
      return file.text();
    } catch (NoSuchFileException e) {
      throw new InvalidConfigException(
          mention, "there is no file '" + file.shown() + "'" + nearest(file));
    } catch (IOException e) {
      throw new InvalidConfigException(
          mention, "the file '" + file.shown() + "' cannot be read: " + reason(file.path(), e));
    }
  }

  private static String reason(Path path, IOException e) {
    if (Files.isDirectory(path)) {
      List<String> names = experiments(path);
      return "it is a folder"
          + (names.isEmpty() ? "" : "; there are in it: " + String.join(", ", names));
    } else if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return String.valueOf(reason).contains("symbolic link")
        ? "its links lead in a circle"
        : String.valueOf(reason);
  }

  /** A suggestion out of the folder in which the file should be. */
  private static String nearest(ConfigFile missing) {
    List<String> names = experiments(missing.folder());
    String name = String.valueOf(missing.path().getFileName());
    Optional<String> near =
        names.contains(name + ".yaml")
            ? Optional.of(name + ".yaml")
            : Suggestions.nearest(name, names);
    return near.map(found -> "; did you mean '" + found + "'?").orElse("");
  }

  /** The names of the YAML files of a folder. */
  private static List<String> experiments(Path folder) {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void refuseCircle(ConfigFile file, Source mention) {
    int first = chain.stream().map(ConfigFile::identity).toList().indexOf(file.identity());
    if (first >= 0) {
      String circle =
          chain.subList(first, chain.size()).stream()
              .map(ConfigFile::shown)
              .collect(Collectors.joining(" -> "));
      throw new InvalidConfigException(
          mention, "'extends' goes in a circle: " + circle + " -> " + file.shown());
    }
  }

  private static Path path(ConfigTree parent) {
    if (!(parent instanceof Scalar scalar)) {
      throw new InvalidConfigException(
          parent.source(), "'extends' names one file, such as base.yaml, not " + parent.noun());
    }
    try {
      return Path.of(scalar.text());
    } catch (InvalidPathException e) {
      throw new InvalidConfigException(
          parent.source(), "'extends' names one file, not '" + scalar.text() + "'");
    }
  }
}
