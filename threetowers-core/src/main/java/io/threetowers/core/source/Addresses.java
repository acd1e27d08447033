package io.threetowers.core.source;

import io.threetowers.core.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What all addresses have in common. */
final class Addresses {
  static final List<String> SCHEMES = List.of("hf://", "https://", "maven:");

  private Addresses() {}

  /** To be thrown: what a text must be and is not. */
  static IllegalArgumentException wrong(String text, String wanted) {
    return new IllegalArgumentException(" must be %s, not '%s'".formatted(wanted, shown(text)));
  }

  /** A password is not repeated to those who look over a shoulder, or read a log. */
  static String shown(String text) {
    String shown = text.replaceFirst("://[^/@]*@", "://…@");
    return shown.length() > 200 ? shown.substring(0, 200) + "…" : shown;
  }

  /**
   * Refuses what names several files, or one outside of its folder.
   *
   * @param path with slashes
   */
  static void requirePlain(String text, String path) {
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw wrong(text, "the address of a file, without empty or dotted folders");
      } else if (name.matches(".*[*{}\\[\\]<>|\"\\\\].*")) {
        throw wrong(text, "the address of one file, since ranges and globs are for paths only");
      }
    }
  }

  /** A name that every file system takes and a person can read. */
  static String folder(String name) {
    StringBuilder out = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      char letter = (char) each;
      boolean plain =
          each > 0 && (Character.isLetterOrDigit(letter) || "._-+@=,~".indexOf(letter) >= 0);
      out.append(plain ? String.valueOf(letter) : "%%%02X".formatted(each & 0xff));
    }
    // Some systems strip a dot at the end.
    return out.toString().replaceFirst("\\.$", "%2E");
  }

  /** The first letters of the hash of a text: enough to tell a handful of addresses apart. */
  static String fingerprint(String text) {
    return Sha256.hex(text).substring(0, 12);
  }
}
