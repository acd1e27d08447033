package io.threetowers.trackers.mlflow;

import com.google.gson.JsonObject;
import java.util.regex.Pattern;

/**
 * One number.
 *
 * @param name as the server may take it
 * @param millis when it was measured, since 1970
 */
record Measurement(String name, double value, long step, long millis) {
  /** Of a name. */
  static final int LONGEST = 250;

  private static final Pattern REFUSED = Pattern.compile("[^\\p{L}\\p{N}_\\-. :/]");

  /** Names are paths to the server: neither empty parts nor dots alone. */
  private static final Pattern EMPTY_PARTS = Pattern.compile("(?<=^|/)(\\.{1,2})?(/|$)");

  /**
   * A name of which the server refuses nothing ({@code mlflow/utils/validation.py}): {@code
   * image_to_text_R_at_1} for {@code image_to_text_R@1}.
   */
  static String name(String metric) {
    String allowed = REFUSED.matcher(metric.replace("@", "_at_")).replaceAll("_");
    String name = EMPTY_PARTS.matcher(allowed).replaceAll("_$2");
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }

  /** As {@code Metric} of the REST API; its JSON has words for what JSON has no number for. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("key", name);
    if (Double.isFinite(value)) {
      json.addProperty("value", value);
    } else {
      json.addProperty("value", Double.toString(value));
    }
    json.addProperty("timestamp", millis);
    json.addProperty("step", step);
    return json;
  }
}
