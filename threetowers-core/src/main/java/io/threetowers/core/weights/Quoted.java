package io.threetowers.core.weights;

/** Words of a file that may be hostile, as a message tells them. */
public final class Quoted {
  private static final int LONGEST = 100;

  private Quoted() {}

  /** In quotes, on one line, and not too long for it. */
  public static String name(String name) {
    String printable = name.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    return "'"
        + (printable.length() > LONGEST ? printable.substring(0, LONGEST) + "…" : printable)
        + "'";
  }
}
