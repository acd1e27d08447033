package io.threetowers.testkit;

import io.threetowers.api.Modality;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.util.List;
import java.util.Random;

/** Values that differ from each other, for a tower of any modality of ours. */
final class SampleValues {

  private SampleValues() {}

  static List<Value> of(Modality modality) {
    if (modality.equals(Modality.IMAGE)) {
      return List.of(noise(40, 30, 1), noise(31, 64, 2), noise(16, 16, 3));
    } else if (modality.equals(Modality.TEXT)) {
      return List.of(
          new Value.Text("a red fox"),
          new Value.Text(
              List.of(
                  "two cats asleep", "cats", "a photo of two cats that sleep on a very long sofa")),
          new Value.Text("snow"));
    }
    throw new IllegalArgumentException(
        "no samples of modality '" + modality.name() + "' are known: override examples()");
  }

  private static Pixels noise(int width, int height, int seed) {
    byte[] rgb = new byte[3 * width * height];
    new Random(seed).nextBytes(rgb);
    return new Pixels(width, height, rgb);
  }
}
