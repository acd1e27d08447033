package io.threetowers.launcher;

import static io.threetowers.launcher.TinyPair.heads;
import static io.threetowers.launcher.TinyPair.image;
import static io.threetowers.launcher.TinyPair.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.threetowers.api.InvalidInputException;
import io.threetowers.core.export.ExportTarget;
import io.threetowers.core.export.PairExport;
import io.threetowers.core.weights.WeightFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code export} writes: names, shapes and values are those of the files that the programs
 * themselves wrote for the towers' goldens. tools/goldens/check_export.py loads such folders in
 * those programs.
 */
class ExportIT {
  private static final Path WRITTEN =
      Distribution.HOME.resolve(
          "threetowers-launcher/src/test/resources/io/threetowers/launcher/exports");

  @TempDir private Path folder;

  private Path export(String towers, ExportTarget target) throws Exception {
    return new TinyPair(folder).export(towers, target);
  }

  @Test
  void writesTheFolderOfACLIPModel() throws Exception {
    Path out =
        export(
            image("preset: clip-vit-b32, projection: 12", 40, "huggingface-clip/model.safetensors")
                + text(
                    "preset: clip-text-b32, vocabulary: 40, length: 10, projection: 12",
                    40,
                    "huggingface-clip/model.safetensors"),
            ExportTarget.HUGGINGFACE);
    assertSameTensors(
        out.resolve("model.safetensors"),
        TinyPair.VIT.resolve("huggingface-clip/model.safetensors"));
    assertGolden("clip.json", out.resolve("config.json"));
    assertGolden("clip-images.json", out.resolve("preprocessor_config.json"));
    assertGolden("clip-tokenizer.json", out.resolve("tokenizer_config.json"));
    assertGolden("clip-readme.md", out.resolve("README.md"));
    assertThat(out.resolve("tokenizer.json")).content().contains("TemplateProcessing");
  }

  @Test
  void writesTheFolderOfASiglipModel() throws Exception {
    Path out =
        export(
            image(
                    "preset: siglip-so400m-14-384, image-size: 28",
                    40,
                    "huggingface-siglip/model.safetensors")
                + text(
                    "preset: siglip-text-b16, vocabulary: 32, length: 8, projection: 24",
                    40,
                    "huggingface-siglip/model.safetensors"),
            ExportTarget.HUGGINGFACE);
    assertSameTensors(
        out.resolve("model.safetensors"),
        TinyPair.VIT.resolve("huggingface-siglip/model.safetensors"));
    assertGolden("siglip.json", out.resolve("config.json"));
  }

  @Test
  void writesTheFolderOfADualEncoder() throws Exception {
    Path out =
        export(
            image("preset: dinov2-s14", 48, "huggingface-dinov2/model.safetensors")
                + text(
                    "preset: bert-base, vocabulary: 40, length: 10, pre-logits: 24",
                    40,
                    "bert-pooler/model.safetensors")
                + heads("bias: false"),
            ExportTarget.HUGGINGFACE);
    try (WeightFile written = WeightFile.open(out.resolve("model.safetensors"));
        WeightFile image =
            WeightFile.open(TinyPair.VIT.resolve("huggingface-dinov2/model.safetensors"));
        WeightFile text = WeightFile.open(TinyPair.TEXT.resolve("bert-pooler/model.safetensors"))) {
      SortedSet<String> names =
          new TreeSet<>(
              List.of("logit_scale", "visual_projection.weight", "text_projection.weight"));
      image.names().forEach(name -> names.add("vision_model." + name));
      text.names().forEach(name -> names.add("text_model." + name));
      assertThat(written.names()).isEqualTo(names);
    }
    assertGolden("dual-encoder.json", out.resolve("config.json"));
  }

  @Test
  void writesTheFolderOfAnOpenClipModel() throws Exception {
    Path out =
        export(
            image(
                    "preset: clip-vit-l14, projection: 12",
                    96,
                    "open-clip-quick/open_clip_pytorch_model.bin")
                + text(
                    "preset: clip-text-l14, vocabulary: 40, length: 10, projection: 12",
                    96,
                    "open-clip-quick/open_clip_pytorch_model.bin"),
            ExportTarget.OPEN_CLIP);
    assertSameTensors(
        out.resolve("open_clip_model.safetensors"),
        TinyPair.VIT.resolve("open-clip-quick/open_clip_pytorch_model.bin"));
    assertGolden("open-clip.json", out.resolve("open_clip_config.json"));
  }

  @Test
  void writesTheFolderOfTwoTowersOfBigVision() throws Exception {
    Path out =
        export(
            image(
                    "preset: vit-s16, pre-logits: 16, projection: 12, projection-bias: true",
                    40,
                    "big-vision-head/weights.npz")
                + text(
                    "preset: siglip-text-so400m-14-224, vocabulary: 32, length: 8, projection: 12",
                    40,
                    "big-vision/weights.npz"),
            ExportTarget.BIG_VISION);
    Path file = out.resolve("checkpoint.npz");
    assertSameTensors(file, "params/img/", TinyPair.VIT.resolve("big-vision-head/weights.npz"));
    assertSameTensors(file, "params/txt/", TinyPair.TEXT.resolve("big-vision/weights.npz"));
    try (WeightFile written = WeightFile.open(file)) {
      assertThat(written.names()).contains("params/t").doesNotContain("params/b");
    }
    assertGolden("big-vision.json", out.resolve("config.json"));
  }

  /**
   * Mixed widths, a bias, a head of two layers, bytes, a third tower: plain PyTorch, through DJL.
   */
  @Test
  void writesAnyTowersAsTorchScriptThatDjlRuns() throws Exception {
    Path check = folder.resolve("check.safetensors");
    Path out =
        new TinyPair(folder)
            .export(
                """
            image: {type: vit, width: 24, depth: 2, heads: 3, patch: 8, image-size: 24}
            text: {type: text-transformer, width: 32, depth: 1, heads: 2, length: 9, tokenizer: {type: bytes}}
            third: {type: vit, width: 16, depth: 1, heads: 2, patch: 8, image-size: 24, frozen: true}
            """
                        .indent(2)
                    + """
                heads:
                  img: {from: image, type: linear, width: 20}
                  txt: {from: text, type: mlp, width: 20}
                  img-third: {from: img, type: linear, width: 7}
                  third-img: {from: third, type: linear, width: 7, standardize: true}
                losses: {nce: {type: sigmoid-contrastive}}
                edges: [{join: [img, txt], loss: nce}, {join: [img-third, third-img], loss: nce}]
                """,
                new PairExport(
                    ExportTarget.TORCHSCRIPT,
                    Optional.empty(),
                    Optional.empty(),
                    folder.resolve("torchscript"),
                    Optional.of(check)));
    assertGolden("torchscript.json", out.resolve("config.json"));
    assertGolden("torchscript-readme.md", out.resolve("README.md"));
    try (NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        WeightFile examples = WeightFile.open(check);
        ai.djl.Model module = load(out)) {
      NDArray pixels = examples.read("image", scope).toType(DataType.UINT8, true);
      NDArray ids = examples.read("text", scope);
      NDArray image = call(module, scope, "encode_image", pixels);
      NDArray text = call(module, scope, "encode_text", ids);
      assertClose(image, examples.read("image_embedding", scope));
      assertClose(text, examples.read("text_embedding", scope));
      // The loss starts at exp(logit_scale) = 10 and logit_bias = -10.
      assertClose(
          call(module, scope, "forward", pixels, ids),
          image.matMul(text.transpose()).mul(10).sub(10));
    }
  }

  private static ai.djl.Model load(Path folder) throws IOException, MalformedModelException {
    ai.djl.Model module = ai.djl.Model.newInstance("model", Device.cpu(), "PyTorch");
    module.load(folder, "model");
    return module;
  }

  private static NDArray call(
      ai.djl.Model module, NDManager scope, String method, NDArray... arguments) {
    NDList inputs = new NDList(arguments);
    inputs.forEach(each -> each.setName(null));
    NDArray marker = scope.zeros(new Shape(0));
    marker.setName("module_method:" + method);
    inputs.add(marker);
    return module
        .getBlock()
        .forward(new ParameterStore(scope, false), inputs, false)
        .singletonOrThrow();
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
  }

  @Test
  void saysInOneSentenceWhatAFormatCannotExpress() throws Exception {
    String gap = image("pool: gap, projection: 12", 40, "");
    String clip = image("preset: clip-vit-b32, projection: 12", 40, "");
    String clipText =
        text("preset: clip-text-b32, vocabulary: 40, length: 10, projection: 12", 40, "");
    String vit = image("preset: vit-b16", 40, "");
    String sticky = text("preset: siglip-text-b16, length: 8, projection: 24", 40, "");
    String mean = text("preset: minilm-l6, length: 8", 40, "");
    List<String> said = new ArrayList<>();
    said.add(refusal(gap + clipText, ExportTarget.HUGGINGFACE));
    said.add(refusal(gap + clipText, ExportTarget.OPEN_CLIP));
    said.add(refusal(clip + clipText, ExportTarget.BIG_VISION));
    said.add(refusal(clip + clipText + heads("bias: true"), ExportTarget.HUGGINGFACE));
    said.add(refusal(clip + clipText + heads("bias: true"), ExportTarget.OPEN_CLIP));
    said.add(refusal(vit + sticky, ExportTarget.HUGGINGFACE));
    said.add(refusal(vit + mean, ExportTarget.HUGGINGFACE));
    said.add(refusal(vit + mean, ExportTarget.BIG_VISION));
    said.add(
        refusal(
            image("preset: siglip-b16-224", 40, "") + sticky + heads("bias: false"),
            ExportTarget.HUGGINGFACE));
    said.add(
        refusal(
            clip
                + clipText
                    .replace("quick-gelu", "gelu")
                    .replace("preset: clip", "preset: openclip"),
            ExportTarget.OPEN_CLIP));
    said.add(
        refusal(
            clip + clipText + heads("bias: false").replaceFirst("type: linear", "type: mlp"),
            ExportTarget.HUGGINGFACE));
    String third = clip.replace("image:", "third:");
    String edges = "edges: [{join: [image, text], loss: nce}, {join: [third, text], loss: nce}]\n";
    said.add(refusal(clip + clipText + third + edges, ExportTarget.TORCHSCRIPT));
    Path now = Files.writeString(folder.resolve("refusals.txt"), String.join("\n", said) + "\n");
    assertGolden("refusals.txt", now);
  }

  private String refusal(String towers, ExportTarget target) {
    List<String> message = new ArrayList<>();
    assertThatThrownBy(() -> export(towers, target))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> message.add(String.valueOf(e.getMessage())));
    assertThat(folder.resolve("out")).doesNotExist();
    return target + ": " + message.get(0);
  }

  @Test
  void runsAsACommand() throws Exception {
    Distribution.tinyExperiment(folder);
    Distribution.Outcome trained = Distribution.run(folder, "train", "tiny.yaml", "--run", "run");
    assertThat(trained.exitCode()).as(trained.toString()).isZero();
    Distribution.Outcome exported =
        Distribution.run(folder, "export", "run", "--format", "torchscript", "--out", "new/out");
    assertThat(exported.exitCode()).as(exported.toString()).isZero();
    assertThat(exported.out()).startsWith("new/out: ");
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("out");
    }
    assertThat(folder.resolve("new/out/model.pt")).exists();
    Terminal terminal = new Terminal();
    UnaryOperator<String> here = path -> folder.resolve(path).toString();
    assertMistake(
        terminal.run(
            "export", here.apply("run"), "--format", "torchscript", "--out", here.apply("new")),
        "the folder '%s' is not empty; name another with --out DIR".formatted(here.apply("new")));
    assertMistake(
        terminal.run("export", here.apply("run"), "--format", "openclip", "--out", "x"),
        "--format: there is no format 'openclip'; did you mean 'open-clip'?");
    assertMistake(
        terminal.run("export", here.apply("run"), "--out", "x"),
        "export needs --format FORMAT for both towers, or --tower NAME for one");
    assertMistake(
        terminal.run("export", "run", "--half", "--format", "torchscript", "--out", "x"),
        "--half goes with --tower");
    assertMistake(
        terminal.run(
            "export",
            here.apply("run"),
            "--format",
            "torchscript",
            "--image",
            "txt",
            "--out",
            here.apply("x")),
        "--image 'txt' names no embedding of a tower that reads image; ");
  }

  private static void assertMistake(Distribution.Outcome outcome, String message) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).startsWith(message);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  private static void assertSameTensors(Path written, Path reference) throws IOException {
    assertSameTensors(written, "", reference);
  }

  /**
   * The same names and shapes; of a class token and its position, which are one for us, the sum.
   */
  private static void assertSameTensors(Path written, String prefix, Path reference)
      throws IOException {
    try (WeightFile ours = WeightFile.open(written);
        WeightFile theirs = WeightFile.open(reference);
        NDManager scope = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      assertThat(ours.names())
          .filteredOn(name -> name.startsWith(prefix))
          .isEqualTo(theirs.names().stream().map(prefix::concat).toList());
      for (String name : theirs.names()) {
        assertThat(ours.shape(prefix + name)).as(name).isEqualTo(theirs.shape(name));
        if (!name.startsWith("logit_") && !isOfTheClassToken(name)) {
          assertThat(ours.read(prefix + name, scope).toFloatArray())
              .as(name)
              .isEqualTo(theirs.read(name, scope).toFloatArray());
        }
      }
    }
  }

  private static boolean isOfTheClassToken(String name) {
    return name.endsWith("class_embedding")
        || name.equals("visual.positional_embedding")
        || name.equals("vision_model.embeddings.position_embedding.weight");
  }

  private static void assertGolden(String name, Path written) throws IOException {
    Path golden = WRITTEN.resolve(name);
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(WRITTEN);
      Files.copy(written, golden, StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(written).hasSameTextualContentAs(golden);
  }
}
