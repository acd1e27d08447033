package io.threetowers.core.config;

import io.threetowers.api.Kind;
import io.threetowers.api.Part;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The types that a component of a configuration record can have. */
sealed interface SettingType {

  /** A type that is written as one scalar. */
  sealed interface Simple extends SettingType {}

  /** {@code int}, or {@code long} if {@code wide}. */
  record Whole(boolean wide) implements Simple {}

  /** {@code double}. */
  record Real() implements Simple {}

  /** {@code boolean}. */
  record Bool() implements Simple {}

  /** {@code String}. */
  record Text() implements Simple {}

  /** A path, resolved against the folder of the file in which it stands. */
  record File() implements Simple {}

  /** An enum; a constant is written in kebab-case. */
  record Choice(Class<?> type) implements Simple {
    static String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<String> words() {
      return Stream.of(type.getEnumConstants()).map(c -> word((Enum<?>) c)).toList();
    }
  }

  /** A class with {@code public static X parse(String)}. */
  record Parsed(Class<?> type, Method parse) implements Simple {}

  /** {@code Optional}. */
  record Maybe(SettingType value) implements SettingType {}

  /** {@code List}. */
  record Items(SettingType item) implements SettingType {}

  /** {@code Map} with names as keys, in the order of the file. */
  record Named(SettingType value) implements SettingType {}

  /** A record. */
  record Block(Class<? extends Record> type) implements SettingType {}

  /** {@code Part}: a component, chosen by {@code type:}. */
  record Chosen(Kind kind) implements SettingType {}

  /**
   * From the type of a record component.
   *
   * @throws IllegalArgumentException if a configuration cannot hold it
   */
  static SettingType of(Type type) {
    if (type instanceof Class<?> plain) {
      return of(plain);
    } else if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return new Maybe(of(arguments[0]));
      } else if (generic.getRawType() == List.class) {
        return new Items(of(arguments[0]));
      } else if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return new Named(of(arguments[1]));
      } else if (generic.getRawType() == Part.class && arguments[0] instanceof Class<?> product) {
        return new Chosen(Kind.building(product));
      }
    }
    throw new IllegalArgumentException(
        type.getTypeName()
            + " cannot be configured; use int, long, double, boolean, String, Path, an enum, a"
            + " record, Part, Optional, List, Map<String, …>, or a class with a public static"
            + " parse(String)");
  }

  private static SettingType of(Class<?> type) {
    if (type == int.class || type == Integer.class) {
      return new Whole(false);
    } else if (type == long.class || type == Long.class) {
      return new Whole(true);
    } else if (type == double.class || type == Double.class) {
      return new Real();
    } else if (type == boolean.class || type == Boolean.class) {
      return new Bool();
    } else if (type == String.class) {
      return new Text();
    } else if (type == Path.class) {
      return new File();
    } else if (type.isEnum()) {
      return new Choice(type);
    }
    Optional<Method> parse = parse(type);
    if (parse.isPresent()) {
      return new Parsed(type, parse.get());
    } else if (type.isRecord()) {
      return new Block(type.asSubclass(Record.class));
    }
    throw new IllegalArgumentException(type.getName() + " has no public static parse(String)");
  }

  private static Optional<Method> parse(Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> method.getName().equals("parse") && method.getReturnType() == type)
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> List.of(method.getParameterTypes()).equals(List.of(String.class)))
        .findFirst();
  }
}
