package io.threetowers.launcher;

import io.threetowers.api.InvalidInputException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them. */
final class ByteSize {
  private static final Pattern SYNTAX =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?)\\s*(MB|GB|MIB|GIB)");
  private static final Map<String, Long> UNITS =
      Map.of("MB", 1_000_000L, "GB", 1_000_000_000L, "MIB", 1L << 20, "GIB", 1L << 30);

  private ByteSize() {}

  /**
   * In bytes.
   *
   * @throws InvalidInputException if it is no size
   */
  static long parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "'%s' is no amount of memory; write '800MB', '7.5GB' or '16GiB'".formatted(text));
    }
    long unit = UNITS.get(matcher.group(2));
    return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
  }
}
