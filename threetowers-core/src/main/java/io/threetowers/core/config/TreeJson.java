package io.threetowers.core.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.threetowers.core.config.ConfigTree.Mapping;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.ConfigTree.Sequence;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** A tree as JSON: what another reader of YAML 1.2 makes of it. */
final class TreeJson {

  private TreeJson() {}

  static JsonElement of(ConfigTree tree) {
    if (tree instanceof Mapping mapping) {
      JsonObject object = new JsonObject();
      mapping.entries().forEach((key, entry) -> object.add(key, of(entry.value())));
      return object;
    } else if (tree instanceof Sequence sequence) {
      JsonArray array = new JsonArray();
      sequence.items().forEach(item -> array.add(of(item)));
      return array;
    }
    return of((Scalar) tree);
  }

  private static JsonElement of(Scalar scalar) {
    if (scalar.isNull()) {
      return JsonNull.INSTANCE;
    }
    if (scalar.plain()) {
      String text = scalar.text();
      Optional<Boolean> bool = CoreSchema.bool(text);
      Optional<BigInteger> whole = CoreSchema.whole(text);
      // JSON has neither infinity nor what is not a number.
      Optional<Double> real = CoreSchema.real(text).filter(Double::isFinite);
      if (bool.isPresent()) {
        return new JsonPrimitive(bool.get());
      } else if (whole.isPresent()) {
        return new JsonPrimitive(whole.get());
      } else if (real.isPresent()) {
        return new JsonPrimitive(new BigDecimal(Numbers.text(real.get())));
      }
    }
    return new JsonPrimitive(scalar.text());
  }
}
