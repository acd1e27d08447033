package io.threetowers.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.nn.Initializers;
import io.threetowers.api.nn.ScriptBlock;
import io.threetowers.api.weights.WeightMapping;
import io.threetowers.core.experiment.NamePattern;
import io.threetowers.core.script.TorchScript;
import io.threetowers.core.weights.Safetensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other people's making, put into a tower by the tables of their families. */
class WeightFamilyTest {
  private static final WeightMapping CLIP =
      WeightMapping.parse(
          "clip",
          """
          # CLIP
          prefix - visual.
          ignore logit_scale
          cls_token            = class_embedding + positional_embedding[0]
          pos_embed            = bicubic(positional_embedding[1:])
          blocks.{i}.qkv       = layers.{i}.in_proj
          blocks.{i}.qkv       = layers.{i}.{q,k,v}_proj
          """);

  private static final WeightMapping FLAX =
      WeightMapping.parse(
          "flax",
          """
          # scanned layers
          cls_token      = cls
          pos_embed      = bilinear(pos_embedding)
          blocks.{i}.qkv = dense(stacked(block/{q,k,v}, {i}))
          """);

  private static final List<WeightMapping> BOTH = List.of(CLIP, FLAX);

  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private final ScriptBlock block =
      ScriptBlock.builder(new TorchScript(""), "forward", shapes -> shapes)
          .parameter("cls_token", new Shape(1, 1, 2), Initializers.ones())
          .parameter("pos_embed", new Shape(1, 4, 2), Initializers.ones())
          .parameter("blocks.0.qkv", new Shape(6, 2), Initializers.ones())
          .parameter("blocks.1.qkv", new Shape(6, 2), Initializers.ones())
          .build();

  @TempDir Path folder;

  @BeforeEach
  void initialize() {
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void fillsTheTowerByTheFamilyThatFits() throws Exception {
    WeightLoading loading = new WeightLoading("the tower", block);
    Path file = file(clip());
    loading.putAll(file, BOTH);

    assertThat(value("cls_token")).containsExactly(100, 101);
    assertThat(value("pos_embed")).containsExactly(2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(value("blocks.1.qkv")).containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    assertThat(block.getDirectParameters().get("pos_embed").getArray().hasGradient()).isTrue();
    assertThat(loading.uses())
        .singleElement()
        .hasToString("'%s' (clip), 8 of 10 tensors; 2 left out: logit_scale, txt".formatted(file));
  }

  @Test
  void readsStackedLayersAndSaysWhatWasResampled() throws Exception {
    Map<String, NDArray> arrays = flax();
    WeightLoading loading = new WeightLoading("the tower", block);
    Path file = file(arrays);
    loading.putAll(file, BOTH);

    assertThat(value("blocks.0.qkv")).containsExactly(0, 2, 1, 3, 0, 2, 1, 3, 0, 2, 1, 3);
    assertThat(value("blocks.1.qkv")).startsWith(4, 6, 5, 7);
    assertThat(loading.uses())
        .singleElement()
        .hasToString(
            "'%s' (flax), 5 tensors; pos_embed resampled from 3 x 3 to 2 x 2 (bilinear)"
                .formatted(file));
  }

  @Test
  void triesTheTowersOwnNamesFirst() throws Exception {
    Map<String, NDArray> own = new TreeMap<>();
    block.getParameters().forEach(p -> own.put(p.getKey(), p.getValue().getArray().mul(3)));
    WeightLoading loading = new WeightLoading("the tower", block);
    Path file = file(own);
    loading.putAll(file, BOTH);
    assertThat(value("cls_token")).containsExactly(3, 3);
    assertThat(loading.uses()).singleElement().hasToString("'%s', 4 tensors".formatted(file));
  }

  @Test
  void refusesAnyOtherShapeUnderItsOwnNames() throws Exception {
    Map<String, NDArray> own = new TreeMap<>();
    block.getParameters().forEach(p -> own.put(p.getKey(), p.getValue().getArray()));
    own.put("cls_token", manager.zeros(new Shape(2)));
    assertThat(told(own, List.of()))
        .isEqualTo("'cls_token' has shape (2) where (1, 1, 2) is needed");
  }

  @Test
  void tellsWhatTheNearestFamilyLacks() throws Exception {
    Map<String, NDArray> arrays = clip();
    arrays.remove("visual.layers.1.k_proj");
    arrays.put("visual.proj", manager.zeros(new Shape(2, 5)));
    arrays.put("visual.class_embedding", manager.zeros(new Shape(3)));
    assertThat(told(arrays, BOTH))
        .isEqualTo(
            "read as 'clip', which is nearest: it lacks 'visual.layers.1.k_proj' for 'blocks.1.qkv'; "
                + "the tower has no parameter for 'visual.proj'; 'cls_token' ('visual.class_embedding + visual.positional_embedding[0]' in the "
                + "file) cannot be made: 'visual.positional_embedding[0]' has shape (2) where (3) is needed");
  }

  @Test
  void tellsOfLayersThatTheTowerHasNot() throws Exception {
    Map<String, NDArray> arrays = flax();
    arrays.put("block/q", manager.zeros(new Shape(3, 2, 2)));
    assertThat(told(arrays, BOTH))
        .isEqualTo(
            "read as 'flax', which is nearest: 'block/q' holds 3 layers, and the tower has 2");
  }

  @Test
  void saysSoIfNothingIsKnown() throws Exception {
    Map<String, NDArray> other = Map.of("conv1.weight", manager.zeros(new Shape(1)));
    assertThat(told(other, BOTH))
        .isEqualTo(
            "none of its 1 tensors ('conv1.weight', …) has the name of one of the 4 parameters "
                + "('blocks.0.qkv', …), nor one that the families clip, flax know; are they of another "
                + "architecture, or named by another library?");
    assertThat(told(other, List.of()))
        .isEqualTo(
            "none of its 1 tensors ('conv1.weight', …) has the name of one of the 4 parameters "
                + "('blocks.0.qkv', …); are they of another architecture, or named by another library?");
  }

  @Test
  void keepsInitialValuesAndLeavesTensorsOutWhereItIsTold() throws Exception {
    Map<String, NDArray> arrays = clip();
    arrays.remove("visual.class_embedding");
    arrays.put("visual.head", manager.zeros(new Shape(7)));
    WeightLoading loading =
        new WeightLoading("the tower", block, leeway("cls_.*", "visual\\.head"));
    Path file = file(arrays);
    loading.putAll(file, BOTH);
    assertThat(value("cls_token")).containsExactly(1, 1);
    assertThat(loading.uses())
        .singleElement()
        .hasToString(
            "'%s' (clip), 7 of 10 tensors; 3 left out: logit_scale, txt, visual.head; initial values stay in cls_token"
                .formatted(file));
  }

  /** As big_vision's dont_load: what is named stays, whatever the file has. */
  @Test
  void keepsInitialValuesAlsoWhereTheFileHasOthers() throws Exception {
    new WeightLoading("the tower", block, leeway("cls_token", "")).putAll(file(clip()), BOTH);
    assertThat(value("cls_token")).containsExactly(1, 1);
  }

  private static WeightLeeway leeway(String keepInitial, String leaveOut) {
    return new WeightLeeway(
        List.of(NamePattern.parse(keepInitial)), List.of(NamePattern.parse(leaveOut)));
  }

  private Map<String, NDArray> clip() {
    Map<String, NDArray> arrays = new TreeMap<>();
    arrays.put("logit_scale", manager.create(1f));
    arrays.put("txt", manager.create(1f));
    arrays.put("visual.class_embedding", manager.create(new float[] {100, 100}));
    arrays.put("visual.positional_embedding", manager.arange(10f).reshape(5, 2));
    arrays.put("visual.layers.0.q_proj", manager.zeros(new Shape(2, 2)));
    arrays.put("visual.layers.0.k_proj", manager.zeros(new Shape(2, 2)));
    arrays.put("visual.layers.0.v_proj", manager.zeros(new Shape(2, 2)));
    arrays.put("visual.layers.1.q_proj", manager.full(new Shape(2, 2), 1f));
    arrays.put("visual.layers.1.k_proj", manager.full(new Shape(2, 2), 2f));
    arrays.put("visual.layers.1.v_proj", manager.full(new Shape(2, 2), 3f));
    return arrays;
  }

  private Map<String, NDArray> flax() {
    Map<String, NDArray> arrays = new TreeMap<>();
    arrays.put("cls", manager.zeros(new Shape(1, 1, 2)));
    arrays.put("pos_embedding", manager.zeros(new Shape(1, 9, 2)));
    Stream.of("q", "k", "v")
        .forEach(name -> arrays.put("block/" + name, manager.arange(8f).reshape(2, 2, 2)));
    return arrays;
  }

  private float[] value(String parameter) {
    return block.getDirectParameters().get(parameter).getArray().toFloatArray();
  }

  /** What is told after the names of file and tower. */
  private String told(Map<String, NDArray> arrays, List<WeightMapping> families) throws Exception {
    Path file = file(arrays);
    try {
      new WeightLoading("the tower", block).putAll(file, families);
      return "it fits";
    } catch (InvalidInputException e) {
      return e.getMessage().replace("'" + file + "' does not fit the tower: ", "");
    }
  }

  private Path file(Map<String, NDArray> arrays) throws Exception {
    Path file = folder.resolve("weights.safetensors");
    Safetensors.write(file, arrays, Map.of(), false);
    return file;
  }
}
