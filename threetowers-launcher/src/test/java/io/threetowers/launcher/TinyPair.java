package io.threetowers.launcher;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import io.threetowers.core.config.Bound;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.export.ExportTarget;
import io.threetowers.core.export.PairExport;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Model;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.script.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Two towers of the size of the towers' goldens, from YAML to an exported folder.
 *
 * @param folder for the experiment
 */
record TinyPair(Path folder) {
  static final Path VIT = goldens("threetowers-towers-vit", "vit");
  static final Path TEXT = goldens("threetowers-towers-text", "text");

  private static final String SIZE = "width: 24, depth: 2, heads: 3, mlp: %d, ";

  private static Path goldens(String module, String tower) {
    return Distribution.HOME.resolve(
        module + "/src/test/resources/io/threetowers/towers/" + tower + "/goldens");
  }

  static String image(String settings, int mlp, String weights) {
    String size = settings.contains("image-size") ? "" : "image-size: 24, ";
    return ("  image: {type: vit, " + SIZE + "patch: 8, %s%s%s}\n")
        .formatted(mlp, size, settings, weights(VIT, weights));
  }

  static String text(String settings, int mlp, String weights) {
    Path tokenizer =
        weights.isEmpty()
            ? TEXT.resolve("huggingface-clip/tokenizer.json")
            : TEXT.resolve(weights).resolveSibling("tokenizer.json");
    return ("  text: {type: text-transformer, "
            + SIZE
            + "%s, tokenizer: {type: huggingface, file: '%s'}%s}\n")
        .formatted(mlp, settings, tokenizer, weights(TEXT, weights));
  }

  private static String weights(Path goldens, String file) {
    return file.isEmpty() ? "" : ", weights: '" + goldens.resolve(file) + "'";
  }

  static String heads(String bias) {
    return """
        heads:
          image-head: {from: image, type: linear, width: 20, %1$s}
          text-head: {from: text, type: linear, width: 20, %1$s}
        edges: [{join: [image-head, text-head], loss: nce}]
        """
        .formatted(bias);
  }

  /** Into {@code out} of the folder. */
  Path export(String towers, ExportTarget target) throws Exception {
    return export(
        towers,
        new PairExport(
            target, Optional.empty(), Optional.empty(), folder.resolve("out"), Optional.empty()));
  }

  /** Of a model that has its pretrained weights, and is not trained. */
  Path export(String towers, PairExport export) throws Exception {
    String rest =
        """
        data: {train: {type: table, file: none.csv, captions: [text]}}
        optimizer: {type: adamw, lr: 1e-3}
        train: {duration: 1 steps}
        """;
    String losses =
        towers.contains("losses:") ? "" : "losses: {nce: {type: softmax-contrastive}}\n";
    String edges = towers.contains("edges:") ? "" : "edges: [{join: [image, text], loss: nce}]\n";
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, rest + losses + edges + "towers:\n" + towers);
    Devices.startEngine();
    Bound<Experiment> bound = new Host().read(file, List.of());
    try (Model model = new Model(Composition.of(bound), Device.cpu(), 5)) {
      model.loadPretrained();
      model.state().forEach(TinyPair::trained);
      export.write(bound.value(), model);
    }
    return export.out();
  }

  /** A bias starts at zero, and one that adds nothing is not written. */
  private static void trained(String name, NDArray value) {
    if (name.startsWith("heads.") && name.endsWith(".bias")) {
      Autograd.copy(value.onesLike(), value);
    }
  }
}
