package io.threetowers.trackers.mlflow;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings as MLflow's parameters, within its limits ({@code mlflow/utils/validation.py}). */
final class Parameters {
  /** The most that {@code log-batch} takes. */
  private static final int BATCH = 100;

  /** The longest value; servers before 2.8 take 500. */
  private static final int LONGEST = 6000;

  private Parameters() {}

  /** Lists of {@code Param} of the REST API, as long as one call may have them. */
  static List<JsonArray> of(Map<String, String> settings) {
    Map<String, String> named = new TreeMap<>();
    settings.forEach((setting, value) -> named.put(free(name(setting), named), value));
    List<JsonArray> batches = new ArrayList<>();
    named.forEach(
        (name, value) -> {
          if (batches.isEmpty() || batches.get(batches.size() - 1).size() == BATCH) {
            batches.add(new JsonArray());
          }
          JsonObject parameter = new JsonObject();
          parameter.addProperty("key", name);
          parameter.addProperty("value", value.substring(0, Math.min(value.length(), LONGEST)));
          batches.get(batches.size() - 1).add(parameter);
        });
    return batches;
  }

  /** {@code edges.0.join.1} for {@code edges[0].join[1]}. */
  private static String name(String setting) {
    return Measurement.name(setting.replaceAll("\\[(\\d+)]", ".$1"));
  }

  /** Two patterns may differ in nothing but letters that MLflow does not take. */
  private static String free(String name, Map<String, String> taken) {
    String free = name;
    for (int i = 2; taken.containsKey(free); i++) {
      String number = "_" + i;
      free =
          name.substring(0, Math.min(name.length(), Measurement.LONGEST - number.length()))
              + number;
    }
    return free;
  }
}
