package io.threetowers.core.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.script.Autograd;
import io.threetowers.core.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Examples, their rows, and what the model makes of them, so that another program's results can be
 * compared: {@code tools/goldens/check_export.py} reads it.
 */
final class CheckFile {
  private static final List<String> TEXTS =
      List.of(
          "a red fox in the snow",
          "two cups of tea",
          "",
          "a long caption that goes on and on, about a dog, a cat, a house, a tree and the sea behind them");

  private static final int WIDTH = 91;
  private static final int HEIGHT = 70;

  private CheckFile() {}

  static void write(ExportedPair pair, Path file) throws IOException {
    try (NDManager scope = pair.model().manager().newSubManager()) {
      Random random = new Random(1);
      List<Pixels> pictures =
          IntStream.range(0, TEXTS.size()).mapToObj(i -> picture(random)).toList();
      List<Value.Text> texts = TEXTS.stream().map(Value.Text::new).toList();
      Map<String, NDArray> arrays = new TreeMap<>();
      arrays.put("picture", pictures(pictures, scope));
      NDArray image = rows(pair.image(), pictures, scope);
      NDArray text = rows(pair.text(), texts, scope);
      arrays.put("image", image.toType(DataType.INT64, true));
      arrays.put("text", text.toType(DataType.INT64, true));
      HostScript host = new HostScript();
      arrays.put("image_embedding", embed(pair, pair.image(), image, host));
      arrays.put("text_embedding", embed(pair, pair.text(), text, host));
      Safetensors.write(file, arrays, Map.of("texts", new Gson().toJson(TEXTS)), false);
    }
  }

  private static NDArray embed(ExportedPair pair, Side side, NDArray rows, HostScript host) {
    return Autograd.notRecording(() -> host.normalize(side.embed(pair.model(), rows)));
  }

  /** Coarse noise, so that a resized picture is none. */
  private static Pixels picture(Random random) {
    byte[] coarse = new byte[3 * 9 * 7];
    random.nextBytes(coarse);
    return new Pixels(9, 7, coarse).resize(WIDTH, HEIGHT, Pixels.Filter.BILINEAR);
  }

  private static NDArray pictures(List<Pixels> pictures, NDManager scope) {
    NDList arrays = new NDList();
    for (Pixels picture : pictures) {
      arrays.add(
          scope.create(
              ByteBuffer.wrap(picture.rgb()), new Shape(HEIGHT, WIDTH, 3), DataType.UINT8));
    }
    return NDArrays.stack(arrays).toType(DataType.INT64, true);
  }

  private static NDArray rows(Side side, List<? extends Value> values, NDManager scope) {
    InputTransform transform = side.tower().tower().input();
    int bytes = Math.toIntExact(transform.shape().size() * transform.type().getNumOfBytes());
    ByteBuffer rows = ByteBuffer.allocateDirect(values.size() * bytes);
    rows.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.size(); i++) {
      ByteBuffer row = rows.slice(i * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
      transform.write(values.get(i), new Random(0), row);
    }
    Shape shape = new Shape(values.size()).addAll(transform.shape());
    return scope.create(rows, shape, transform.type());
  }
}
