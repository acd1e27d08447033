package io.threetowers.launcher;

import java.nio.file.Path;

/** Commands that people copy into a shell. */
final class Shell {

  private Shell() {}

  /** A path as one word. */
  static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./+:@%,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
