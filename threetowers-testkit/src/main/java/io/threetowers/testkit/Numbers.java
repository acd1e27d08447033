package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.config.MultipleOf;
import io.threetowers.api.config.Range;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a contract of settings asks of numbers. */
final class Numbers {

  private Numbers() {}

  /** Fails if a number or truth value of the record is not that of the block. */
  static void requireEqual(DeclaredSetting setting, Record record, String text) {
    if (!setting.isAtTheTop()) {
      return;
    }
    Object value = value(setting, record);
    String description = "%s, which is %s in the block".formatted(setting.path(), text);
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      assertThat(number.doubleValue()).as(description).isEqualTo(Double.parseDouble(text));
    } else if (value instanceof Boolean truth) {
      assertThat(truth).as(description).isEqualTo(Boolean.valueOf(text));
    }
  }

  private static Object value(DeclaredSetting setting, Record record) {
    try {
      Method accessor = setting.component().getAccessor();
      accessor.setAccessible(true);
      Object value = accessor.invoke(record);
      return value instanceof Optional<?> optional
          ? optional.map(Object.class::cast).orElse("")
          : value;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(setting.path() + " cannot be read from the record", e);
    }
  }

  /** The nearest numbers that the limits of a setting exclude. */
  static List<String> outside(DeclaredSetting setting) {
    Range range = setting.component().getAnnotation(Range.class);
    MultipleOf multiple = setting.component().getAnnotation(MultipleOf.class);
    List<String> wrong = new ArrayList<>();
    if (range == null && multiple == null) {
      return wrong;
    }
    boolean whole = isWhole(setting);
    if (range != null && range.min() > Double.NEGATIVE_INFINITY) {
      wrong.add(whole ? whole(Math.ceil(range.min()) - 1) : real(Math.nextDown(range.min())));
    }
    if (range != null && range.max() < Double.POSITIVE_INFINITY) {
      wrong.add(whole ? whole(Math.floor(range.max()) + 1) : real(Math.nextUp(range.max())));
    }
    if (multiple != null && multiple.value() > 1) {
      wrong.add(Long.toString(multiple.value() + 1));
    }
    return wrong;
  }

  private static String whole(double value) {
    return Long.toString((long) value);
  }

  private static String real(double value) {
    return Double.toString(value);
  }

  private static boolean isWhole(DeclaredSetting setting) {
    Type type = setting.component().getGenericType();
    while (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      type = arguments[arguments.length - 1];
    }
    boolean whole = List.of(int.class, Integer.class, long.class, Long.class).contains(type);
    assertThat(whole || type == double.class || type == Double.class)
        .as(
            "'%s' has limits and is a number, not a %s: only numbers are limited",
            setting.path(), type.getTypeName())
        .isTrue();
    return whole;
  }

  /** The place of the first number: in a list or a map it is that of the first entry. */
  static String first(String place, Set<String> values) {
    return values.stream()
        .filter(
            path ->
                path.equals(place) || path.startsWith(place + "[") || path.startsWith(place + "."))
        .findFirst()
        .orElse(place);
  }
}
