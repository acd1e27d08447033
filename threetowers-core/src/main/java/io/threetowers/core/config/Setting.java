package io.threetowers.core.config;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting of a block.
 *
 * @param name its key, in kebab-case
 * @param defaultText YAML
 * @param doc what it means; empty if nobody said
 * @param inline whether its own block is that of the record
 */
record Setting(
    String name,
    SettingType type,
    Limits limits,
    Optional<String> defaultText,
    String doc,
    boolean inline) {

  /**
   * From a component of a record.
   *
   * @throws IllegalArgumentException if its type cannot be configured
   */
  static Setting of(RecordComponent component) {
    Default text = component.getAnnotation(Default.class);
    Doc doc = component.getAnnotation(Doc.class);
    try {
      return new Setting(
          kebab(component.getName()),
          SettingType.of(component.getGenericType()),
          Limits.of(component),
          Optional.ofNullable(text).map(Default::value),
          doc == null ? "" : doc.value(),
          component.isAnnotationPresent(Inline.class));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  /** {@code patchSize} to {@code patch-size}. */
  static String kebab(String camelCase) {
    return camelCase.replaceAll("(?<=.)(?=\\p{Lu})", "-").toLowerCase(Locale.ROOT);
  }
}
