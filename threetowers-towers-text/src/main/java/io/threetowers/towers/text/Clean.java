package io.threetowers.towers.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** What is done to a text before it is cut into tokens; open_clip's word. */
public enum Clean {
  /** Nothing. */
  NONE {
    @Override
    String apply(String text) {
      return text;
    }
  },
  /** Lower case: big_vision's {@code pp_tokenize}. */
  LOWER {
    @Override
    String apply(String text) {
      return text.toLowerCase(Locale.ROOT);
    }
  },
  /** Lower case, no ASCII punctuation, single spaces: SiglipTokenizer.canonicalize_text. */
  CANONICALIZE {
    @Override
    String apply(String text) {
      String bare = PUNCTUATION.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
      return SPACES.matcher(bare).replaceAll(" ").strip();
    }
  };

  /** Python's string.punctuation. */
  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

  private static final Pattern SPACES = Pattern.compile("(?U)\\s+");

  abstract String apply(String text);
}
