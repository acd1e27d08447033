package io.threetowers.core.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.threetowers.api.export.ExportedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A tokenizer of Hugging Face's for transformers and open_clip: the run's {@code tokenizer.json},
 * with the start and the end that the tower adds, so that {@code AutoTokenizer} gives the rows that
 * the tower was trained with.
 */
final class TokenizerFiles {
  static final String FILE = "tokenizer.json";

  private TokenizerFiles() {}

  /** Writes it if there is one; returns a sentence about it. */
  static String write(Side side, Path folder) throws IOException {
    Optional<ExportedInput.Text> known = side.textInput();
    if (known.isEmpty()) {
      return "What the text tower reads is its own.";
    }
    ExportedInput.Text text = known.get();
    Path own = text.files().get(FILE);
    if (own == null) {
      return ours(text);
    }
    JsonObject tokenizer = JsonParser.parseString(Files.readString(own)).getAsJsonObject();
    Map<Integer, String> tokens = tokens(tokenizer);
    tokenizer.add("post_processor", template(text, tokens));
    tokenizer.remove("truncation");
    tokenizer.remove("padding");
    Json.write(folder.resolve(FILE), tokenizer);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("model_max_length", text.length());
    config.put("padding_side", "right");
    text.start().ifPresent(id -> config.put("bos_token", tokens.get(id)));
    config.put("eos_token", tokens.get(text.end()));
    config.put("pad_token", tokens.get(text.filler()));
    config.put("clean_up_tokenization_spaces", false);
    Json.write(folder.resolve("tokenizer_config.json"), config);
    return "tokenizer.json is Hugging Face's; a row has %d tokens: tokenizer(texts, padding=\"max_length\", truncation=True)."
        .formatted(text.length());
  }

  private static String ours(ExportedInput.Text text) {
    String start =
        text.start().isPresent() ? "the start %d, ".formatted(text.start().getAsInt()) : "";
    return "The tokenizer stays ours: a row is %d ids, %sthose of the text, the end %d, then %d."
        .formatted(text.length(), start, text.end(), text.filler());
  }

  private static JsonObject template(ExportedInput.Text text, Map<Integer, String> tokens) {
    JsonArray row = new JsonArray();
    JsonObject special = new JsonObject();
    text.start().ifPresent(id -> row.add(special(id, tokens, special)));
    JsonObject sequence = new JsonObject();
    sequence.addProperty("id", "A");
    sequence.addProperty("type_id", 0);
    JsonObject whole = new JsonObject();
    whole.add("Sequence", sequence);
    row.add(whole);
    row.add(special(text.end(), tokens, special));
    JsonObject template = new JsonObject();
    template.addProperty("type", "TemplateProcessing");
    template.add("single", row);
    template.add("pair", row.deepCopy());
    template.add("special_tokens", special);
    return template;
  }

  private static JsonObject special(int id, Map<Integer, String> tokens, JsonObject known) {
    String token = tokens.get(id);
    JsonArray ids = new JsonArray();
    ids.add(id);
    JsonArray names = new JsonArray();
    names.add(token);
    JsonObject entry = new JsonObject();
    entry.addProperty("id", token);
    entry.add("ids", ids);
    entry.add("tokens", names);
    known.add(token, entry);
    JsonObject place = new JsonObject();
    place.addProperty("id", token);
    place.addProperty("type_id", 0);
    JsonObject step = new JsonObject();
    step.add("SpecialToken", place);
    return step;
  }

  /**
   * Of WordPiece, BPE and word-level models, which map tokens to ids, or unigram ones, which list
   * them.
   */
  private static Map<Integer, String> tokens(JsonObject tokenizer) {
    Map<Integer, String> tokens = new TreeMap<>();
    JsonElement vocabulary = tokenizer.getAsJsonObject("model").get("vocab");
    if (vocabulary.isJsonArray()) {
      for (JsonElement pair : vocabulary.getAsJsonArray()) {
        tokens.put(tokens.size(), pair.getAsJsonArray().get(0).getAsString());
      }
    } else {
      vocabulary.getAsJsonObject().asMap().forEach((token, id) -> tokens.put(id.getAsInt(), token));
    }
    Optional.ofNullable(tokenizer.getAsJsonArray("added_tokens"))
        .ifPresent(
            added ->
                added.forEach(
                    each -> {
                      JsonObject token = each.getAsJsonObject();
                      tokens.put(token.get("id").getAsInt(), token.get("content").getAsString());
                    }));
    return tokens;
  }
}
