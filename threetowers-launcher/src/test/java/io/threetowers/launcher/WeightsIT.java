package io.threetowers.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code weights} says of files. */
class WeightsIT {
  private static final Path GOLDENS =
      Distribution.HOME.resolve(
          "threetowers-towers-vit/src/test/resources/io/threetowers/towers/vit/goldens");

  private final Terminal terminal = new Terminal();

  @TempDir private Path folder;

  @Test
  void listsTensorsAndNamesTheFamily() {
    Distribution.Outcome outcome =
        terminal.run("weights", GOLDENS.resolve("timm/model.safetensors").toString());
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("tensor", "shape", "type", "blocks.0.attn.proj.bias", "(24)", "F32")
        .contains("more; --all shows them")
        .containsPattern("\\d+ tensors, [\\d,]+ parameters, 0\\.\\d MB")
        .containsPattern("vit: timm \\(.+\\)")
        .contains("  nearest is the preset ");
    Distribution.Outcome all =
        terminal.run("weights", "--all", GOLDENS.resolve("timm/model.safetensors").toString());
    assertThat(all.out()).contains("pos_embed").doesNotContain("--all shows");
  }

  @Test
  void writesTheLinesForAPresetThatFits() throws IOException {
    Path file = folder.resolve("tiny.safetensors");
    writeTinyVit(file);
    Distribution.Outcome outcome = terminal.run("weights", file.toString());
    assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    assertThat(outcome.out())
        .contains("  fits the preset vit-ti16: ")
        .contains(
            """
                NAME:
                  type: vit
                  preset: vit-ti16
                  weights: %s
            """
                .formatted(file));
  }

  @Test
  void saysSoIfNoTowerKnowsTheNames() {
    Path resnet =
        Distribution.HOME.resolve("examples/hello-tower/weights/emoji-resnet.safetensors");
    Distribution.Outcome outcome = terminal.run("weights", resnet.toString());
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).endsWith("No installed tower knows these names.\n");
  }

  @Test
  void refusesWhatIsNoFileOfWeights() {
    Distribution.Outcome outcome = terminal.run("weights", folder.resolve("none").toString());
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo("there is no file '%s'\n".formatted(folder.resolve("none")));
  }

  /** ViT-Ti/16 under timm's names; no value is ever written, the file has a hole. */
  private static void writeTinyVit(Path file) throws IOException {
    List<String> tensors = new ArrayList<>();
    long[] end = {0};
    add(tensors, end, "cls_token", 1, 1, 192);
    add(tensors, end, "pos_embed", 1, 197, 192);
    add(tensors, end, "patch_embed.proj.weight", 192, 3, 16, 16);
    add(tensors, end, "patch_embed.proj.bias", 192);
    for (int i = 0; i < 12; i++) {
      String block = "blocks." + i + ".";
      for (String norm : List.of("norm1", "norm2")) {
        add(tensors, end, block + norm + ".weight", 192);
        add(tensors, end, block + norm + ".bias", 192);
      }
      linear(tensors, end, block + "attn.qkv", 576, 192);
      linear(tensors, end, block + "attn.proj", 192, 192);
      linear(tensors, end, block + "mlp.fc1", 768, 192);
      linear(tensors, end, block + "mlp.fc2", 192, 768);
    }
    add(tensors, end, "norm.weight", 192);
    add(tensors, end, "norm.bias", 192);
    linear(tensors, end, "head", 1000, 192);
    byte[] header = tensors.stream().collect(Collectors.joining(",", "{", "}")).getBytes(UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .array());
      out.write(header);
      out.setLength(Long.BYTES + header.length + end[0]);
    }
  }

  private static void linear(List<String> tensors, long[] end, String name, int out, int in) {
    add(tensors, end, name + ".weight", out, in);
    add(tensors, end, name + ".bias", out);
  }

  private static void add(List<String> tensors, long[] end, String name, int... shape) {
    long begin = end[0];
    long bytes = Float.BYTES;
    List<String> sizes = new ArrayList<>();
    for (int size : shape) {
      bytes *= size;
      sizes.add(String.valueOf(size));
    }
    end[0] += bytes;
    tensors.add(
        "\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
            .formatted(name, String.join(",", sizes), begin, end[0]));
  }
}
