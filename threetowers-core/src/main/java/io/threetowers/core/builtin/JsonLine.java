package io.threetowers.core.builtin;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One object on one line, the step first. */
final class JsonLine {
  private static final Pattern START = Pattern.compile("\\{\"step\":(\\d{1,18})[,}]");

  /** Below this, doubles hold every whole number. */
  private static final double EXACT = 1L << 53;

  private final StringBuilder json = new StringBuilder();

  JsonLine(long step) {
    json.append("{\"step\":").append(step);
  }

  /** The step of a line; empty if it is none of ours. */
  static OptionalLong step(String line) {
    Matcher matcher = START.matcher(line);
    return matcher.lookingAt()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  JsonLine text(String name, String value) {
    key(name);
    quote(value);
    return this;
  }

  /** Each under its name; null for what JSON cannot say, NaN and the infinities. */
  JsonLine numbers(Map<String, Double> values) {
    values.forEach(
        (name, value) -> {
          key(name);
          if (!Double.isFinite(value)) {
            json.append("null");
          } else if (value == Math.rint(value) && Math.abs(value) < EXACT) {
            json.append(value.longValue());
          } else {
            json.append((double) value);
          }
        });
    return this;
  }

  private void key(String name) {
    json.append(',');
    quote(name);
    json.append(':');
  }

  private void quote(String text) {
    json.append('"');
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
              } else if (c < ' ') {
                json.append("\\u%04x".formatted(c));
              } else {
                json.append((char) c);
              }
            });
    json.append('"');
  }

  @Override
  public String toString() {
    return json + "}\n";
  }
}
