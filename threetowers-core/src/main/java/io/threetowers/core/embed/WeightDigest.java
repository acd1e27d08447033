package io.threetowers.core.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.Model;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tells weights from others, wherever they came from: SHA-256 over the names, shapes and
 * values of a tower's or a head's parameters.
 */
final class WeightDigest {

  private WeightDigest() {}

  /** Of the tower and the heads that an embedding is made by, each by its path in the file. */
  static Map<String, String> of(Model model, EmbedTarget target) {
    Map<String, String> digests = new TreeMap<>();
    String tower = "towers." + target.tower().name();
    digests.put("weights of " + tower, of(model, tower));
    Composition composition = model.composition();
    for (HeadNode head = composition.heads().get(target.embedding());
        head != null;
        head = composition.heads().get(head.from())) {
      digests.put("weights of heads." + head.name(), of(model, "heads." + head.name()));
    }
    return digests;
  }

  private static String of(Model model, String path) {
    MessageDigest digest = KeyDigest.sha256();
    for (Map.Entry<String, Parameter> entry : model.parameters().entrySet()) {
      if (entry.getKey().startsWith(path + ".")) {
        NDArray values = entry.getValue().getArray();
        digest.update((entry.getKey() + values.getShape()).getBytes(UTF_8));
        digest.update(values.toByteBuffer(true));
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }
}
