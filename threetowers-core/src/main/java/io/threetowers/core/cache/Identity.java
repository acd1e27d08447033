package io.threetowers.core.cache;

import io.threetowers.api.Component;
import io.threetowers.api.data.InputTransform;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.model.WeightDigest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that an embedding depends on but its example: where it differs, the cache is another.
 *
 * @param tower its name
 * @param facts by name
 */
record Identity(String tower, SortedMap<String, String> facts, Layout layout) {
  private static final String WEIGHTS = "weights";
  private static final int DIGITS = 16;

  /** Raised when the host itself makes other rows of the same examples. */
  private static final String FORMAT = "1";

  /**
   * Settings that say where the parameters come from, which are hashed themselves, or what becomes
   * of the embeddings.
   */
  private static final Pattern INDIFFERENT =
      Pattern.compile(
          "(weights|frozen|frozen-parameters|keep-initial|leave-out|field|view|views|cache|micro-batch|activation-checkpointing)([.\\[].*)?");

  static Identity of(Bound<Experiment> bound, Model model, TowerNode node) throws IOException {
    Map<String, String> all = new ResolvedPrinter().flatten(bound);
    String path = "towers." + node.name();
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("format", FORMAT);
    facts.put(WEIGHTS, WeightDigest.of(model, path));
    facts.put("plugin", plugin(node.spec().tower().component()));
    facts.put("precision", node.precision().toString());
    InputTransform input = node.tower().input();
    facts.put("input", input.shape() + " " + input.type());
    for (Map.Entry<String, String> setting : below(path, all).entrySet()) {
      if (!INDIFFERENT.matcher(setting.getKey()).matches()) {
        facts.put("tower." + setting.getKey(), content(setting.getValue()));
      }
    }
    if (node.spec().augmented()) {
      // The views that these make of an example; the tower's name seeds its transform.
      facts.put("seed", Long.toString(bound.value().seed()));
      facts.put("view of", node.name() + ", field " + node.field());
      below("loader.augment", all).forEach((key, value) -> facts.put("augment." + key, value));
    }
    Layout layout = Layout.of(node.tower().width(), node.spec().views());
    facts.put("rows", layout.views() + " of " + layout.width());
    return new Identity(node.name(), facts, layout);
  }

  private static Map<String, String> below(String path, Map<String, String> all) {
    Map<String, String> below = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(path + ".")) {
            below.put(key.substring(path.length() + 1), value);
          }
        });
    return below;
  }

  /** The settings of the data that are embedded. */
  static Map<String, String> data(Bound<Experiment> bound) {
    return below("data." + Experiment.TRAIN, new ResolvedPrinter().flatten(bound));
  }

  /** A tokenizer's file, say, is what is in it. */
  private static String content(String value) throws IOException {
    Optional<Path> file = file(value.replaceAll("^(['\"])(.*)\\1$", "$2"));
    return file.isPresent() ? "file of SHA-256 " + Sha256.hex(file.get()) : value;
  }

  private static Optional<Path> file(String value) {
    try {
      return Optional.of(Path.of(value))
          .filter(path -> path.isAbsolute() && Files.isRegularFile(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The type with its plugin's version; of a jar that has none, the jar. */
  private static String plugin(Component<?, ?> component) throws IOException {
    Class<?> type = component.getClass();
    String version = type.getPackage().getImplementationVersion();
    if (version == null) {
      Optional<Path> jar = jar(type);
      version = jar.isPresent() ? "of SHA-256 " + Sha256.hex(jar.get()) : "unversioned";
    }
    return type.getName() + " " + version;
  }

  private static Optional<Path> jar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? Optional.empty()
          : Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** SHA-256 of the facts. */
  String hash() {
    return Sha256.hex(
        facts.entrySet().stream()
            .map(fact -> fact.getKey() + "=" + fact.getValue())
            .collect(Collectors.joining("\0")));
  }

  /** Below the folder of all caches. */
  Path in(Path root) {
    String name = tower.replaceAll("[^A-Za-z0-9_.-]", "_");
    return root.resolve(name + "-" + hash().substring(0, DIGITS));
  }

  String weights() {
    return facts.getOrDefault(WEIGHTS, "");
  }
}
