package ${package};

import io.threetowers.api.Tokenizer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Ids 0 and 1 are padding and end; a word is one of the others.
 *
 * @param vocabulary V, the number of ids
 * @param ignoreCase whether case is folded
 */
record HashedWords(int vocabulary, boolean ignoreCase) implements Tokenizer {
  private static final int PAD = 0;
  private static final int END = 1;
  private static final int RESERVED = 2;

  /** Letters with their accents, digits one by one, and any other sign by itself. */
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+|[^\\s\\p{L}\\p{M}]");

  @Override
  public int pad() {
    return PAD;
  }

  @Override
  public int end() {
    return END;
  }

  @Override
  public int[] encode(String text) {
    // Equal looks, equal ids: an accent may be a character of its own.
    String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
    String folded = ignoreCase ? normal.toLowerCase(Locale.ROOT) : normal;
    return WORD.matcher(folded).results().map(MatchResult::group).mapToInt(this::id).toArray();
  }

  /** String.hashCode is part of Java's specification, so an id means the same everywhere. */
  private int id(String word) {
    return RESERVED + Math.floorMod(word.hashCode(), vocabulary - RESERVED);
  }
}
