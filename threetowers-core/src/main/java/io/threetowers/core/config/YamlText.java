package io.threetowers.core.config;

import java.util.regex.Pattern;

/** Writes text as a YAML scalar: plain where that is safe everywhere, else in double quotes. */
final class YamlText {
  /** Narrower than YAML, so that it needs no thought about context. */
  private static final Pattern SAFE =
      Pattern.compile(
          "[\\p{L}\\p{N}_./+~][\\p{L}\\p{N}_./+*@()=%-]*( [\\p{L}\\p{N}_./+*@()=%-]+)*");

  /** Text to us, but a number, a date or a truth value to a reader of YAML 1.1. */
  private static final Pattern RISKY =
      Pattern.compile("(?i)[-+.0-9][-+.0-9_eE]*|y|n|yes|no|on|off|true|false|null");

  private YamlText() {}

  static String of(String text) {
    boolean plain =
        text.length() < 200
            && SAFE.matcher(text).matches()
            && !RISKY.matcher(text).matches()
            && CoreSchema.isText(text);
    return plain ? text : '"' + printable(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  /** With escapes for what an editor would not show, or YAML would not take. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < 0x20
          || (c >= 0x7f && c <= 0xa0)
          || c == 0x2028
          || c == 0x2029
          || c == 0xfeff
          || Character.isSurrogate(c)
          || c >= 0xfffe) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
