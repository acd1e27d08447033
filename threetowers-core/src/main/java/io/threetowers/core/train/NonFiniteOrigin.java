package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Where a number that is none came from, as far back as it can be followed: parameters, then
 * towers, then heads, in the order in which they are computed. Only asked when a run fails.
 *
 * @param words continue "the loss … is NaN"
 * @param keys of the examples that have to do with it
 */
record NonFiniteOrigin(String words, List<String> keys) {

  /** Of a loss. */
  static NonFiniteOrigin ofLoss(Model model, Map<String, NDArray> outputs, StepInput input) {
    Inspection inspection = new Inspection();
    List<String> spoilt = notFinite(model.state(), inspection);
    if (!spoilt.isEmpty()) {
      return new NonFiniteOrigin(
          "because the parameter %s is not finite".formatted(andMore(spoilt)), input.keys());
    }
    Composition composition = model.composition();
    for (List<String> names :
        List.of(
            List.copyOf(composition.towers().keySet()),
            List.copyOf(composition.heads().keySet()))) {
      for (String name : names) {
        List<String> keys = keysNotFinite(outputs.get(name), input.keys(), inspection);
        if (!keys.isEmpty()) {
          String kind = composition.towers().containsKey(name) ? "tower" : "head";
          return new NonFiniteOrigin(
              "because the output of %s '%s' is not finite in %d of %d rows"
                  .formatted(kind, name, keys.size(), input.keys().size()),
              keys);
        }
      }
    }
    return new NonFiniteOrigin("though the embeddings that it joins are finite", input.keys());
  }

  /** Of a gradient, by full name of the parameters. */
  static NonFiniteOrigin ofGradient(SortedMap<String, NDArray> gradients, List<String> keys) {
    List<String> spoilt = notFinite(gradients, new Inspection());
    return new NonFiniteOrigin(
        spoilt.isEmpty()
            ? "though each entry is finite"
            : "because that of %s is not finite".formatted(andMore(spoilt)),
        keys);
  }

  private static List<String> notFinite(SortedMap<String, NDArray> arrays, Inspection inspection) {
    float[] extremes = inspection.extremes(new NDList(arrays.values()));
    List<String> names = new ArrayList<>();
    int next = 0;
    for (String name : arrays.keySet()) {
      // A NaN anywhere makes both NaN.
      if (!Float.isFinite(extremes[next]) || !Float.isFinite(extremes[next + 1])) {
        names.add(name);
      }
      next += 2;
    }
    return names;
  }

  private static List<String> keysNotFinite(
      NDArray rows, List<String> keys, Inspection inspection) {
    boolean[] finite = inspection.finite(rows);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < finite.length; i++) {
      if (!finite[i]) {
        found.add(keys.get(i));
      }
    }
    return found;
  }

  private static String andMore(List<String> names) {
    return names.size() == 1
        ? names.get(0)
        : "%s, and %d more,".formatted(names.get(0), names.size() - 1);
  }
}
