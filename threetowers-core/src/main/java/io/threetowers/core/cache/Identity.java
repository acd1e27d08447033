package io.threetowers.core.cache;

import io.threetowers.api.data.InputTransform;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.digest.Sha256;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.experiment.TowerSpec;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.model.WeightDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /** The setting that says what is embedded, whose content each example's id has. */
  private static final String FIELD = "field";

  static Identity of(Bound<Experiment> bound, Model model, TowerNode node, ComponentCode code)
      throws IOException {
    Map<String, String> all = new ResolvedPrinter().flatten(bound);
    String path = "towers." + node.name();
    SortedMap<String, String> facts = new TreeMap<>();
    facts.put("format", FORMAT);
    facts.put(WEIGHTS, WeightDigest.of(model, path));
    code.of(node.spec().tower())
        .forEach((part, hash) -> facts.put(part.isEmpty() ? "plugin" : "plugin of " + part, hash));
    facts.put("precision", node.precision().toString());
    InputTransform input = node.tower().input();
    facts.put("input", input.shape() + " " + input.type());
    for (Map.Entry<String, String> setting : below(path, all).entrySet()) {
      String name = setting.getKey();
      if (!name.equals(FIELD) && !TowerSpec.isIndifferent(name)) {
        facts.put("tower." + name, content(setting.getValue()));
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
    return file.isPresent() ? "file of SHA-256 " + Sha256.of(file.get()) : value;
  }

  private static Optional<Path> file(String value) {
    try {
      return Optional.of(Path.of(value))
          .filter(path -> path.isAbsolute() && Files.isRegularFile(path));
    } catch (InvalidPathException e) {
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
