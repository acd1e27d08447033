package io.threetowers.towers.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of a {@code tokenizer.json}, which the tokenizers' Java interface does not tell.
 *
 * @param file for messages
 * @param ids by token
 */
record Vocabulary(Path file, Map<String, Integer> ids) {

  /**
   * Reads the vocabulary of the model and the tokens added to it.
   *
   * @throws InvalidInputException if {@code json} is anything but a tokenizer
   */
  static Vocabulary read(Path file, String json) {
    Map<String, Integer> ids = new HashMap<>();
    try {
      JsonObject root = JsonParser.parseString(json).getAsJsonObject();
      addAll(root.getAsJsonObject("model").get("vocab"), ids);
      for (JsonElement added : root.getAsJsonArray("added_tokens")) {
        JsonObject token = added.getAsJsonObject();
        ids.put(token.get("content").getAsString(), token.get("id").getAsInt());
      }
    } catch (JsonParseException e) {
      throw new InvalidInputException(
          "'"
              + file
              + "' is no JSON, or cut short; a tokenizer.json of Hugging Face's tokenizers is needed",
          e);
    } catch (IllegalStateException
        | NumberFormatException
        | ClassCastException
        | NullPointerException e) {
      throw new InvalidInputException(
          "'"
              + file
              + "' is not a tokenizer.json of Hugging Face's tokenizers: it needs 'model', with 'vocab', and"
              + " 'added_tokens'",
          e);
    }
    return new Vocabulary(file, ids);
  }

  /**
   * WordPiece, BPE and word-level models map tokens to ids; a unigram model lists tokens with their
   * scores.
   */
  private static void addAll(JsonElement vocabulary, Map<String, Integer> ids) {
    if (vocabulary.isJsonArray()) {
      for (JsonElement pair : vocabulary.getAsJsonArray()) {
        ids.put(pair.getAsJsonArray().get(0).getAsString(), ids.size());
      }
    } else {
      vocabulary.getAsJsonObject().asMap().forEach((token, id) -> ids.put(token, id.getAsInt()));
    }
  }

  /** One more than the highest id. */
  int size() {
    return 1 + ids.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
  }

  /** The id of the first of {@code tokens} that exists. */
  Optional<Integer> firstOf(Collection<String> tokens) {
    return tokens.stream().filter(ids::containsKey).map(ids::get).findFirst();
  }

  /** The id of a token that the file names under {@code setting}. */
  int require(String setting, String token) {
    Integer id = ids.get(token);
    if (id == null) {
      throw new InvalidInputException(
          "'" + setting + "' names '" + token + "', which is no token of '" + file + "'");
    }
    return id;
  }
}
