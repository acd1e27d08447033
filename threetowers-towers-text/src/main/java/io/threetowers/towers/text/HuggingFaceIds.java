package io.threetowers.towers.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.threetowers.api.Tokenizer;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The ids that Hugging Face's tokenizers give, without special tokens.
 *
 * <p>The native tokenizer encodes without changing itself, hence for many threads; it lives as long
 * as this object.
 */
record HuggingFaceIds(
    Path file, HuggingFaceTokenizer tokenizer, int vocabulary, OptionalInt start, int pad, int end)
    implements Tokenizer {

  @Override
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text, false, false).getIds();
    int[] narrowed = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrowed[i] = Math.toIntExact(ids[i]);
    }
    return narrowed;
  }

  @Override
  public Map<String, Path> files() {
    return Map.of("tokenizer.json", file);
  }
}
