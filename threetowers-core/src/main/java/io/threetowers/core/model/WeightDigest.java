package io.threetowers.core.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.threetowers.core.digest.Sha256;
import java.security.MessageDigest;
import java.util.Map;

/**
 * What tells weights from others, wherever they came from: SHA-256 over the names, shapes and
 * values of a tower's or a head's parameters, whatever the tower or head is called.
 */
public final class WeightDigest {

  private WeightDigest() {}

  /**
   * In hexadecimal.
   *
   * @param path of the tower or head, such as {@code towers.third}
   */
  public static String of(Model model, String path) {
    MessageDigest digest = Sha256.digest();
    String prefix = path + ".";
    for (Map.Entry<String, Parameter> entry : model.parameters().tailMap(prefix).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      NDArray values = entry.getValue().getArray();
      String name = entry.getKey().substring(prefix.length());
      digest.update((name + values.getShape()).getBytes(UTF_8));
      digest.update(values.toByteBuffer(true));
    }
    return Sha256.hex(digest);
  }
}
