package io.threetowers.core.config;

import io.threetowers.api.Kind;
import io.threetowers.api.config.Doc;
import io.threetowers.core.config.SettingType.Block;
import io.threetowers.core.config.SettingType.Bool;
import io.threetowers.core.config.SettingType.Choice;
import io.threetowers.core.config.SettingType.Chosen;
import io.threetowers.core.config.SettingType.File;
import io.threetowers.core.config.SettingType.Items;
import io.threetowers.core.config.SettingType.Maybe;
import io.threetowers.core.config.SettingType.Named;
import io.threetowers.core.config.SettingType.Parsed;
import io.threetowers.core.config.SettingType.Real;
import io.threetowers.core.config.SettingType.Text;
import io.threetowers.core.config.SettingType.Whole;
import java.util.Locale;

/** Types in words for people who do not program. */
final class TypeWords {

  private TypeWords() {}

  /** One value: {@code a whole number}, {@code true or false}, {@code one of gap, map}. */
  static String one(SettingType type) {
    if (type instanceof Whole) {
      return "a whole number";
    } else if (type instanceof Real) {
      return "a number";
    } else if (type instanceof Bool) {
      return "true or false";
    } else if (type instanceof Text) {
      return "text";
    } else if (type instanceof File) {
      return "a path";
    } else if (type instanceof Choice choice) {
      return "one of " + String.join(", ", choice.words());
    } else if (type instanceof Parsed parsed) {
      return parsed(parsed.type());
    } else if (type instanceof Maybe maybe) {
      return one(maybe.value());
    } else if (type instanceof Items list) {
      return "a list, each " + one(list.item());
    } else if (type instanceof Named named) {
      return "names, each with " + one(named.value());
    } else if (type instanceof Chosen chosen) {
      return article(chosen.kind()) + " (type: …)";
    }
    return type instanceof Block ? "a block" : type.toString();
  }

  /** {@code a tower}, {@code an optimizer}. */
  static String article(Kind kind) {
    return ("aeiou".indexOf(kind.label().charAt(0)) < 0 ? "a " : "an ") + kind.label();
  }

  private static String parsed(Class<?> type) {
    Doc doc = type.getAnnotation(Doc.class);
    if (doc == null) {
      return "text (" + Setting.kebab(type.getSimpleName()).replace('-', ' ') + ")";
    }
    String sentence = doc.value();
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT)
        + sentence.substring(1).replaceFirst("\\.$", "");
  }
}
