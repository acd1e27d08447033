package org.example.resnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tower;
import io.threetowers.api.data.Pixels;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.Parity;
import io.threetowers.testkit.TowerContract;
import io.threetowers.testkit.TowerHarness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract of towers, and what this one owes to torchvision. */
class ResNetTest extends TowerContract {
  private static final Path WEIGHTS = Path.of("weights/emoji-resnet.safetensors");
  private static final Path GOLDENS = Path.of("src/test/resources/org/example/resnet");

  private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

  @Override
  protected Tower create(BuildContext context) {
    return new ResNet().create(emoji(), context);
  }

  @Test
  void computesWhatTorchvisionComputes() throws IOException {
    try (TowerHarness harness = TowerHarness.pretrained(create(new HostContext("image")))) {
      Parity.assertGolden(harness, GOLDENS.resolve("golden.safetensors"));
    }
  }

  @Test
  void hasTheNamesAndShapesOfTorchvisionsResNet18() throws IOException {
    Tower tower = create(List.of(2, 2, 2, 2), List.of(64, 128, 256, 512));
    List<String> declared =
        tower.block().getParameters().stream().map(ResNetTest::nameAndShape).toList();
    try (var torchvisions = Files.lines(GOLDENS.resolve("resnet18.txt"))) {
      assertThat(declared)
          .containsExactlyElementsOf(
              torchvisions
                  .filter(line -> ResNetTower.parameterOf(line.split(" ", 2)[0]).isPresent())
                  .toList());
    }
  }

  /**
   * torchvision counts 1.814 billion multiply-adds for ResNet-18 at 224 pixels, 0.5 million of them
   * in its classifier.
   */
  @Test
  void countsTheOperationsThatTorchvisionCounts() {
    ResNet.Config config =
        new ResNet.Config(WEIGHTS, List.of(2, 2, 2, 2), List.of(64, 128, 256, 512), 224, MEAN, STD);
    Tower tower = new ResNet().create(config, new HostContext("image"));
    assertThat(tower.flops(1).orElseThrow() / 2).isCloseTo(1.8135e9, within(1e6));
  }

  @Test
  void readsTheMiddleOfAnImage() {
    byte[] rgb = new byte[3 * 4 * 2];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) i;
    }
    byte[] row = new byte[3 * 2 * 2];
    new SquareImage(2).write(new Pixels(4, 2, rgb), new Random(), ByteBuffer.wrap(row));
    assertThat(row).containsExactly(3, 4, 5, 6, 7, 8, 15, 16, 17, 18, 19, 20);
  }

  @Test
  void tellsWhatTheFileLacks() {
    Tower deeper = create(List.of(2, 2, 2, 2), List.of(16, 32, 64, 128));
    assertThatThrownBy(() -> TowerHarness.pretrained(deeper).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "'"
                + WEIGHTS
                + "' does not fit the tower: it lacks "
                + "'layer4.1.bn1.bias', 'layer4.1.bn1.running_mean', 'layer4.1.bn1.running_var', "
                + "'layer4.1.bn1.weight', 'layer4.1.bn2.bias' and 5 more");
  }

  @Test
  void tellsWhichShapesDiffer() {
    Tower narrower = create(List.of(2, 2, 2, 1), List.of(16, 32, 64, 96));
    assertThatThrownBy(() -> TowerHarness.pretrained(narrower).close())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "'"
                + WEIGHTS
                + "' does not fit the tower: "
                + "'layer4.0.bn1.bias' has shape (128) where (96) is needed, ");
  }

  @Test
  void needsAWidthForEachDepth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> create(List.of(2, 2), List.of(16, 32, 64)))
        .withMessage(
            "'depths' [2, 2] and 'widths' [16, 32, 64] need one number for each stage, as many as"
                + " each other");
  }

  private static String nameAndShape(Pair<String, Parameter> parameter) {
    return parameter.getKey() + " " + parameter.getValue().getShape();
  }

  private static ResNet.Config emoji() {
    return config(List.of(2, 2, 2, 1), List.of(16, 32, 64, 128));
  }

  private static Tower create(List<Integer> depths, List<Integer> widths) {
    return new ResNet().create(config(depths, widths), new HostContext("image"));
  }

  private static ResNet.Config config(List<Integer> depths, List<Integer> widths) {
    return new ResNet.Config(WEIGHTS, depths, widths, 64, MEAN, STD);
  }
}
