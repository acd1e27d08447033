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
  /**
   * Lower case of the letters of ASCII, which are all that TensorFlow's {@code strings.lower} knows
   * (big_vision, pp/ops_text.py).
   */
  LOWER {
    @Override
    String apply(String text) {
      return CAPITALS
          .matcher(text)
          .replaceAll(capitals -> capitals.group().toLowerCase(Locale.ROOT));
    }
  },
  /**
   * Lower case, underscores as spaces, no ASCII punctuation, single spaces (big_vision,
   * evaluators/proj/image_text/prompt_engineering.py; open_clip's of the same name). Hugging Face's
   * SiglipTokenizer takes underscores out, too.
   */
  CANONICALIZE {
    @Override
    String apply(String text) {
      String bare = PUNCTUATION.matcher(text.replace('_', ' ')).replaceAll("");
      return SPACES.matcher(bare.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    }
  };

  private static final Pattern CAPITALS = Pattern.compile("[A-Z]+");

  /** Python's string.punctuation. */
  private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");

  /** Python's, to which the four separators of ASCII are spaces, too. */
  private static final Pattern SPACES = Pattern.compile("(?U)[\\s\\x1c-\\x1f]+");

  abstract String apply(String text);
}
