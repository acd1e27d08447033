package io.threetowers.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What people write by mistake, or to see what happens. */
final class OddValues {
  private static final List<String> ANY =
      List.of(
          "null",
          "true",
          "false",
          "0",
          "-1",
          "1",
          "7",
          "2147483647",
          "-2147483648",
          "1e300",
          "-1e300",
          "1e-300",
          ".inf",
          "''",
          "' '",
          "x",
          "'%s{}[]\\'",
          "[]",
          "[0]",
          "['', '']",
          "{}",
          "{'': 0}",
          "{x: ''}");

  private OddValues() {}

  /** As YAML; with every constant, if it is an enum. */
  static List<String> of(DeclaredSetting setting) {
    List<String> values = new ArrayList<>(ANY);
    if (setting.component().getType().isEnum()) {
      for (Object constant : setting.component().getType().getEnumConstants()) {
        values.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'));
      }
    }
    return values;
  }
}
