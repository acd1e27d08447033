package io.threetowers.testkit;

import io.threetowers.api.Part;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A setting of a configuration record, or of a record inside it.
 *
 * @param path as in {@code crop.scale}; {@code crops[].scale} in a list, {@code crops.NAME.scale}
 *     in a map
 * @param component of the record that declares it
 */
record DeclaredSetting(String path, RecordComponent component) {
  private static final String ITEM = "[]";
  private static final String ENTRY = ".NAME";

  /** All settings of a record, each followed by those inside it. */
  static List<DeclaredSetting> of(Class<? extends Record> config) {
    List<DeclaredSetting> all = new ArrayList<>();
    collect(config, "", Set.of(), all);
    return all;
  }

  private static void collect(
      Class<?> config, String prefix, Set<Class<?>> around, List<DeclaredSetting> all) {
    Set<Class<?>> inside = new LinkedHashSet<>(around);
    if (!inside.add(config)) {
      return; // a record that holds itself
    }
    for (RecordComponent component : config.getRecordComponents()) {
      DeclaredSetting setting = new DeclaredSetting(prefix + key(component), component);
      all.add(setting);
      setting.inside(component.getGenericType(), setting.path(), inside, all);
    }
  }

  private void inside(Type type, String at, Set<Class<?>> around, List<DeclaredSetting> all) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        inside(arguments[0], at, around, all);
      } else if (generic.getRawType() == List.class) {
        inside(arguments[0], at + ITEM, around, all);
      } else if (generic.getRawType() == Map.class) {
        inside(arguments[1], at + ENTRY, around, all);
      }
    } else if (type instanceof Class<?> plain && isBlock(plain)) {
      collect(plain, at + ".", around, all);
    }
  }

  /** A record with {@code parse} is written as text; a part has the settings of another. */
  private static boolean isBlock(Class<?> type) {
    return type.isRecord()
        && type != Part.class
        && Stream.of(type.getDeclaredMethods())
            .noneMatch(
                method ->
                    method.getName().equals("parse") && Modifier.isStatic(method.getModifiers()));
  }

  /** {@code patchSize} is written {@code patch-size}. */
  private static String key(RecordComponent component) {
    return component.getName().replaceAll("(?<=.)(?=\\p{Lu})", "-").toLowerCase(Locale.ROOT);
  }

  /** What it means; empty if nobody said. */
  String doc() {
    Doc doc = component.getAnnotation(Doc.class);
    return doc == null ? "" : doc.value();
  }

  Optional<String> defaultText() {
    return Optional.ofNullable(component.getAnnotation(Default.class)).map(Default::value);
  }

  /** Whether a block is valid without it, as far as its record says. */
  boolean mayBeLeftOut() {
    return component.getType() == Optional.class || defaultText().isPresent();
  }

  /** Whether every block has it that has what is around it. */
  boolean isAtTheTop() {
    return !path.contains(".");
  }

  /** A line for a block that lacks it. */
  String line() {
    String otherwise =
        defaultText()
            .map(text -> "default " + text)
            .orElse(component.getType() == Optional.class ? "optional" : "required");
    return path + ": …   # " + otherwise + "; " + doc();
  }

  /**
   * The places of a block that hold this setting: {@code crops[0].scale}, {@code crops[1].scale}.
   *
   * @param paths of all values of the block
   */
  List<String> places(Set<String> paths) {
    Set<String> found = new LinkedHashSet<>();
    String pattern =
        "\\Q"
            + path.replace(ITEM, "\\E\\[\\d+\\]\\Q").replace(ENTRY + ".", "\\E\\.[^.]+\\.\\Q")
            + "\\E";
    for (String candidate : prefixes(paths)) {
      if (candidate.matches(pattern)) {
        found.add(candidate);
      }
    }
    return List.copyOf(found);
  }

  private static Set<String> prefixes(Set<String> paths) {
    Set<String> all = new HashSet<>();
    for (String path : paths) {
      all.add(path);
      for (int i = 0; i < path.length(); i++) {
        if (path.charAt(i) == '.' || path.charAt(i) == '[') {
          all.add(path.substring(0, i));
        }
      }
    }
    return all;
  }
}
