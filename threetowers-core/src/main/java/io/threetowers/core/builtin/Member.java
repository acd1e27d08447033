package io.threetowers.core.builtin;

import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Syntax;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where a field of a WebDataset is read: the member of the example that has one of some extensions,
 * such as {@code jpg;png}, or a value inside its JSON member, such as {@code json.captions}.
 */
@Doc(
    "an extension such as png, several as in jpg;png, or a place in the JSON such as json.captions")
@Syntax(examples = {"jpg;png", "txt", "cls", "json.captions"})
public final class Member {
  private static final String JSON = "json";

  private final String text;
  private final List<String> extensions;
  private final List<String> path;

  private Member(String text, List<String> extensions, List<String> path) {
    this.text = text;
    this.extensions = extensions;
    this.path = path;
  }

  /**
   * Reads {@code png}, {@code jpg;png} or {@code json.a.b}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Member parse(String text) {
    String clean = text.strip();
    if (clean.startsWith(JSON + ".")) {
      List<String> path = List.of(clean.substring(JSON.length() + 1).split("\\.", -1));
      if (path.stream().noneMatch(String::isBlank)) {
        return new Member(clean, List.of(JSON), path);
      }
    } else {
      List<String> extensions =
          Arrays.stream(clean.toLowerCase(Locale.ROOT).split(";", -1)).map(String::strip).toList();
      if (extensions.stream().allMatch(e -> e.matches("[^./\\s][^/\\s]*"))) {
        return new Member(clean, extensions, List.of());
      }
    }
    throw new IllegalArgumentException(
        "'%s' names no member; write extensions such as 'png' or 'jpg;png', or a place in the JSON such as 'json.caption'"
            .formatted(text));
  }

  /** Extensions in lower case; the first that an example has is read. */
  List<String> extensions() {
    return extensions;
  }

  /**
   * Names from the root of the JSON to the value; empty if the member's whole content is the value.
   */
  List<String> path() {
    return path;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Member member && member.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As in the file. */
  @Override
  public String toString() {
    return text;
  }
}
