package io.threetowers.core.export;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a run can be written as. */
public enum ExportTarget {
  HUGGINGFACE,
  OPEN_CLIP,
  BIG_VISION,
  TORCHSCRIPT;

  /**
   * The target of that word.
   *
   * @throws InvalidInputException if there is none
   */
  public static ExportTarget parse(String word) {
    return Stream.of(values())
        .filter(target -> target.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "--format: there is no format '"
                        + word
                        + "'"
                        + Suggestions.hint(word, words())));
  }

  /** As people write them, in the order of the enum. */
  public static List<String> words() {
    return Stream.of(values()).map(ExportTarget::word).toList();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  FormatWriter writer() {
    return switch (this) {
      case HUGGINGFACE -> new HuggingFaceWriter();
      case OPEN_CLIP -> new OpenClipWriter();
      case BIG_VISION -> new BigVisionWriter();
      case TORCHSCRIPT -> new TorchScriptWriter();
    };
  }
}
