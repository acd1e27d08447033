package io.threetowers.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.yaml.snakeyaml.reader.StreamReader;

/** Random experiments as plain maps, to be written by a YAML writer that is not ours. */
final class Experiments {

  private Experiments() {}

  /** Text that the other writer writes as text: it turns control characters into binary. */
  static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(12).filter(Experiments::printable),
        Arbitraries.strings().withChars(" :#-'\"[]{},&*!|>%@`?\\\n\tab1.").ofMaxLength(12),
        Arbitraries.of("null", "~", "", "true", "no", "010", "1e3", "0x1f", "- a", "a: b", "1/3"));
  }

  /** Without the line breaks of YAML 1.1, which the other writer does not write back. */
  private static boolean printable(String text) {
    return StreamReader.isPrintable(text)
        && text.chars().noneMatch(c -> Character.isSurrogate((char) c))
        && text.chars().noneMatch(c -> c == 0x85 || c == 0x2028 || c == 0x2029);
  }

  static Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(6),
        texts().filter(text -> !text.isEmpty()));
  }

  static Arbitrary<Map<String, Object>> experiments() {
    return Combinators.combine(
            Arbitraries.maps(names(), towers()).ofMaxSize(3),
            edges().list().ofMaxSize(3),
            training(),
            texts().filter(text -> text.matches("[^\u0000]+")).optional())
        .as(
            (towers, edges, training, output) -> {
              Map<String, Object> experiment = new LinkedHashMap<>();
              experiment.put("towers", towers);
              experiment.put("edges", edges);
              experiment.put("training", training);
              output.ifPresent(path -> experiment.put("output", path));
              return experiment;
            });
  }

  private static Arbitrary<Map<String, Object>> towers() {
    Arbitrary<Object> depth = Arbitraries.integers().greaterOrEqual(1).map(Object.class::cast);
    Arbitrary<Object> pool = Arbitraries.of("gap", "map", "token");
    return some(
        Map.of(
            "depth", depth,
            "pool", pool,
            "patch-size", Arbitraries.integers().map(Object.class::cast),
            "weights", Arbitraries.of("a b/c", "../x", "/etc/y", "~/z"),
            "frozen", Arbitraries.of(true, false)),
        Map.of("type", "vit", "width", 192));
  }

  private static Arbitrary<Map<String, Object>> edges() {
    return some(
        Map.of("weight", Arbitraries.of("1/3", 0.25, 2, 1e-12)),
        Map.of("loss", "nce", "join", List.of("a", "b")));
  }

  private static Arbitrary<Map<String, Object>> training() {
    Arbitrary<Double> shares = Arbitraries.doubles().between(0, 1).ofScale(18);
    return some(
        Map.of(
            "learning-rate", shares.map(Object.class::cast),
            "seed", Arbitraries.longs().map(Object.class::cast),
            "clip", Arbitraries.doubles().greaterOrEqual(0).map(Object.class::cast),
            "betas", shares.list().ofMaxSize(3).map(Object.class::cast),
            "rates",
                Arbitraries.maps(names(), Arbitraries.doubles())
                    .ofMaxSize(3)
                    .map(Object.class::cast),
            "note", texts().map(Object.class::cast)),
        Map.of());
  }

  /** Each of {@code optional} or not, after all of {@code fixed}. */
  private static Arbitrary<Map<String, Object>> some(
      Map<String, Arbitrary<Object>> optional, Map<String, Object> fixed) {
    Arbitrary<Map<String, Object>> result = Arbitraries.create(() -> new LinkedHashMap<>(fixed));
    for (Map.Entry<String, Arbitrary<Object>> entry : optional.entrySet()) {
      result =
          Combinators.combine(result, entry.getValue().optional())
              .as(
                  (map, value) -> {
                    Map<String, Object> longer = new LinkedHashMap<>(map);
                    value.ifPresent(present -> longer.put(entry.getKey(), present));
                    return longer;
                  });
    }
    return result;
  }
}
