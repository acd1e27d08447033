package io.threetowers.core.sweep;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** What a value is called in the name of a folder. */
final class ValueName {
  private static final int LONGEST = 40;
  private static final int LONGEST_NUMBER = 8;

  /** Numbers of the core schema of YAML 1.2, but for octal and hexadecimal ones. */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.\\d+|(0|[1-9]\\d*)(\\.\\d*)?)([eE][-+]?\\d{1,3})?");

  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"\\\\]*)\"");
  private static final Pattern UNSAFE = Pattern.compile("[^\\p{IsAlphabetic}\\p{IsDigit}.+-]+");

  private ValueName() {}

  /** Numbers by their value, so that 1e-3 and 0.001 are the same. */
  static String normal(String value) {
    if (!NUMBER.matcher(value).matches()) {
      return value;
    }
    BigDecimal number = new BigDecimal(value).stripTrailingZeros();
    String plain = number.toPlainString();
    return plain.length() <= LONGEST_NUMBER
        ? plain
        : number.toString().toLowerCase(Locale.ROOT).replace("e+", "e");
  }

  /** Safe in every file system; two values never get one name, for what is left out is hashed. */
  static String of(String value) {
    String bare = QUOTED.matcher(normal(value)).replaceFirst("$1$2");
    String safe = UNSAFE.matcher(bare).replaceAll("_").replaceAll("^[_.]+|[_.]+$", "");
    boolean same = safe.equals(bare) && safe.length() <= LONGEST;
    String shortened = safe.substring(0, Math.min(safe.length(), LONGEST));
    return same ? shortened : shortened + "-" + hash(bare);
  }

  static String hash(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
