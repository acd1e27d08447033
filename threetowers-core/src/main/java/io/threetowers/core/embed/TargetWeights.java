package io.threetowers.core.embed;

import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.WeightDigest;
import java.util.Map;
import java.util.TreeMap;

/** The weights that an embedding is made by. */
final class TargetWeights {
  private static final int DIGITS = 16;

  private TargetWeights() {}

  /** The beginnings of the digests of the tower and of the heads, each by its path in the file. */
  static Map<String, String> of(Model model, EmbedTarget target) {
    Map<String, String> digests = new TreeMap<>();
    add("towers." + target.tower().name(), model, digests);
    Composition composition = model.composition();
    for (HeadNode head = composition.heads().get(target.embedding());
        head != null;
        head = composition.heads().get(head.from())) {
      add("heads." + head.name(), model, digests);
    }
    return digests;
  }

  private static void add(String path, Model model, Map<String, String> digests) {
    digests.put("weights of " + path, WeightDigest.of(model, path).substring(0, DIGITS));
  }
}
