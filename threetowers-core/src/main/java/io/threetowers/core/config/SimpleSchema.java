package io.threetowers.core.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.threetowers.api.config.Syntax;
import io.threetowers.core.config.ConfigTree.Scalar;
import io.threetowers.core.config.SettingType.Bool;
import io.threetowers.core.config.SettingType.Choice;
import io.threetowers.core.config.SettingType.File;
import io.threetowers.core.config.SettingType.Parsed;
import io.threetowers.core.config.SettingType.Real;
import io.threetowers.core.config.SettingType.Simple;
import io.threetowers.core.config.SettingType.Whole;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The schema of one scalar.
 *
 * <p>An editor knows only what the core schema of YAML makes of it: {@code 500} is a number to it,
 * where the reader takes the text. So whatever takes text takes numbers and truth values.
 */
final class SimpleSchema {
  private SimpleSchema() {}

  static JsonObject of(Simple type, Limits limits, boolean nullable) {
    if (type instanceof Choice choice) {
      return oneOf(choice.words(), nullable);
    } else if (type instanceof Whole whole) {
      return whole(whole, limits, nullable);
    } else if (type instanceof Real) {
      return limited(SchemaJson.typed(nullable, "number"), limits);
    } else if (type instanceof Bool) {
      return SchemaJson.typed(nullable, "boolean");
    } else if (type instanceof Parsed parsed) {
      return parsed(parsed, nullable);
    }
    JsonObject text = text(nullable);
    if (type instanceof File) {
      text.addProperty("minLength", 1);
    }
    return text;
  }

  /**
   * Any scalar. Said by way of what it is not, since an editor that reads of truth values offers
   * them where a name is wanted; and as the one of several, since it writes {@code key} without a
   * colon for what has neither a type nor alternatives.
   */
  static JsonObject text(boolean nullable) {
    JsonArray others = SchemaJson.words(List.of("object", "array"));
    if (!nullable) {
      others.add("null");
    }
    JsonObject scalar = SchemaJson.object("if", SchemaJson.object("type", others));
    scalar.add("then", SchemaJson.typed(nullable, "string"));
    return SchemaJson.object("anyOf", SchemaJson.array(List.of(scalar)));
  }

  /** One of some words. */
  static JsonObject oneOf(List<String> words, boolean nullable) {
    JsonArray values = new JsonArray();
    words.forEach(word -> spellings(word).forEach(values::add));
    if (nullable) {
      values.add(JsonNull.INSTANCE);
    }
    JsonObject schema = new JsonObject();
    schema.add("enum", values);
    return schema;
  }

  /** A word as it is in quotes, and as it is without if that is no text, as with {@code true}. */
  static List<JsonElement> spellings(String word) {
    List<JsonElement> spellings = new ArrayList<>();
    spellings.add(TreeJson.of(scalar(word, false)));
    if (!CoreSchema.isText(word) && !CoreSchema.isNull(word)) {
      spellings.add(TreeJson.of(scalar(word, true)));
    }
    return spellings;
  }

  private static Scalar scalar(String text, boolean plain) {
    return new Scalar(Source.DEFAULT, text, plain, Path.of(""));
  }

  private static JsonObject whole(Whole type, Limits limits, boolean nullable) {
    // -2^63 … 2^63 and -2^31 … 2^31 - 1, which a double holds exactly.
    double min = Math.max(limits.min(), type.wide() ? -0x1p63 : Integer.MIN_VALUE);
    double max = Math.min(limits.max(), type.wide() ? 0x1p63 : Integer.MAX_VALUE);
    Limits both = new Limits(min, max, limits.divisor());
    return limited(SchemaJson.typed(nullable, "integer"), both);
  }

  private static JsonObject limited(JsonObject schema, Limits limits) {
    if (limits.min() > Double.NEGATIVE_INFINITY) {
      schema.addProperty("minimum", number(limits.min()));
    }
    if (limits.max() < Double.POSITIVE_INFINITY) {
      schema.addProperty("maximum", number(limits.max()));
    }
    if (limits.divisor() != 1) {
      schema.addProperty("multipleOf", limits.divisor());
    }
    return schema;
  }

  /** {@code 64}, not {@code 64.0}. */
  private static BigDecimal number(double value) {
    return value == Math.rint(value) ? new BigDecimal(value) : BigDecimal.valueOf(value);
  }

  private static JsonObject parsed(Parsed type, boolean nullable) {
    Syntax syntax = type.type().getAnnotation(Syntax.class);
    if (syntax == null) {
      return text(nullable);
    }
    JsonObject schema =
        syntax.pattern().isEmpty()
            ? text(nullable)
            : matching(syntax.pattern(), TypeWords.one(type), nullable);
    if (syntax.examples().length > 0) {
      schema.add("examples", SchemaJson.words(List.of(syntax.examples())));
    }
    return schema;
  }

  /** A pattern holds for text alone; whether a number can be meant is asked of a few. */
  private static JsonObject matching(String pattern, String words, boolean nullable) {
    Predicate<String> taken = Pattern.compile(pattern).asMatchPredicate();
    List<String> types = new ArrayList<>(List.of("string"));
    if (Stream.of("0", "1", "16", "0.5", "1e-3").anyMatch(taken)) {
      types.add("number");
    }
    if (Stream.of("true", "false").anyMatch(taken)) {
      types.add("boolean");
    }
    JsonObject schema = SchemaJson.typed(nullable, types.toArray(String[]::new));
    schema.addProperty("pattern", "^(?:" + pattern + ")$");
    // Visual Studio Code's; without it people would be shown the pattern.
    schema.addProperty("patternErrorMessage", "This must be " + words + ".");
    return schema;
  }
}
