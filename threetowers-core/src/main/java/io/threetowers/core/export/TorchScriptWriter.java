package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.core.builtin.IdentityHead;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.ModuleExport;
import io.threetowers.core.script.TorchScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A TorchScript module with the code and the weights of both encoders, for PyTorch and DJL: any
 * tower and any head whose block is a {@link ScriptBlock}.
 */
final class TorchScriptWriter implements FormatWriter {

  /** The host's own normalisation: host.script. */
  private static final String METHODS =
      """
      def normalize(self, x: Tensor) -> Tensor:
        return torch.div(x, torch.add(torch.norm(x, 2, [-1], True), 1e-8))

      def encode_image(self, image: Tensor) -> Tensor:
        return (self).normalize(%s)

      def encode_text(self, text: Tensor) -> Tensor:
        return (self).normalize(%s)

      def forward(self, image: Tensor, text: Tensor) -> Tensor:
        return %s
      """;

  @Override
  public Written write(ExportedPair pair, Path folder) throws IOException {
    ModuleExport archive = new ModuleExport();
    String image = add(pair.image(), "image", archive);
    String text = add(pair.text(), "text", archive);
    String logits = "torch.matmul((self).encode_image(image), torch.t((self).encode_text(text)))";
    Optional<NDArray> scale = pair.logitScale();
    if (scale.isPresent()) {
      archive.add(ExportedPair.LOGIT_SCALE, scale.get());
      logits =
          "torch.mul(%s, torch.exp(%s))"
              .formatted(logits, ModuleExport.own(ExportedPair.LOGIT_SCALE));
    }
    Optional<NDArray> bias = pair.logitBias();
    if (bias.isPresent()) {
      archive.add(ExportedPair.LOGIT_BIAS, bias.get());
      logits = "torch.add(%s, %s)".formatted(logits, ModuleExport.own(ExportedPair.LOGIT_BIAS));
    }
    archive.write(folder.resolve("model.pt"), METHODS.formatted(image, text, logits));
    Map<String, Object> config = new LinkedHashMap<>();
    Map<String, Object> images = input(pair.image());
    pair.image()
        .imageInput()
        .ifPresent(pixels -> images.put("prepared", Preprocessing.resizing(pixels)));
    config.put("image", images);
    config.put("text", input(pair.text()));
    config.put("width", pair.image().width());
    Json.write(folder.resolve("config.json"), config);
    String usage =
        """
        import torch
        model = torch.jit.load("FOLDER/model.pt")
        image = model.encode_image(pixels)  # %s
        text = model.encode_text(ids)  # %s
        logits = model(pixels, ids)  # exp(logit_scale) * image @ text.T + logit_bias, where the loss has them
        """
            .formatted(shape(pair.image()), shape(pair.text()));
    return new Written(
        "TorchScript",
        usage,
        List.of(
            TokenizerFiles.write(pair.text(), folder),
            "Inputs are the rows that the towers were trained with, resized and tokenised, not yet scaled or normalised; embeddings are normalised."));
  }

  /** Adds the blocks of a side; returns the expression that runs them. */
  private static String add(Side side, String input, ModuleExport archive) {
    TowerNode tower = side.tower();
    String name = "towers." + tower.name();
    add(archive, name, tower.tower().block());
    String expression = ModuleExport.call(name, input);
    for (HeadNode head : side.heads()) {
      if (head.place().part().component() instanceof IdentityHead) {
        continue;
      }
      String own = "heads." + head.name();
      add(archive, own, head.head().block());
      expression = ModuleExport.call(own, expression);
    }
    return expression;
  }

  private static void add(ModuleExport archive, String name, Block block) {
    if (!(block instanceof ScriptBlock script && script.script() instanceof TorchScript methods)) {
      throw new InvalidInputException(
          "%s cannot be written as TorchScript: its block is made of Java operations; it would have to be a ScriptBlock"
              .formatted(name));
    }
    String source =
        methods
            .source()
            .orElseThrow(
                () ->
                    new InvalidInputException(
                        "%s cannot be written as TorchScript: its code is that of a saved module, whose file has it; train with a vit or text-transformer, or load that file"
                            .formatted(name)));
    archive.add(name, source, script.method(), Side.parameters(block));
  }

  private static Map<String, Object> input(Side side) {
    InputTransform input = side.tower().tower().input();
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("shape", LongStream.of(input.shape().getShape()).boxed().toList());
    config.put("type", type(input));
    return config;
  }

  private static String shape(Side side) {
    InputTransform input = side.tower().tower().input();
    return "(B, "
        + String.join(
            ", ", LongStream.of(input.shape().getShape()).mapToObj(String::valueOf).toList())
        + ") "
        + type(input);
  }

  private static String type(InputTransform input) {
    return input.type().name().toLowerCase(Locale.ROOT);
  }
}
