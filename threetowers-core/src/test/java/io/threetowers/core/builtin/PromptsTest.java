package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.data.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PromptsTest {

  /** The first three are the reference's own (prompt_engineering_test.py). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "test_test | , | test test",
        "test {} | , | test",
        "' test  {}...' | {} | test {}",
        "'A photo of a {}, {{big}}!' | {} | a photo of a {} big",
        "'Tench, Tinca_tinca' | , | tench, tinca tinca",
        "'Ça va?' | , | ça va"
      })
  void canonicalizes(String text, String kept, String expected) {
    assertThat(Prompts.canonical(text, kept)).isEqualTo(expected);
  }

  @Test
  void putsEveryNameIntoEveryTemplate() {
    assertThat(prompts(true, true, "Great_White, Carcharodon", "X"))
        .containsExactly("great white", "a photo of a great white", "x", "a photo of a x");
    assertThat(prompts(false, false, "Great_White, Carcharodon"))
        .containsExactly("Great_White, Carcharodon", "A photo of a Great_White, Carcharodon.");
  }

  private static List<String> prompts(
      boolean canonicalize, boolean firstNameOnly, String... names) {
    ZeroShot.Config config =
        new ZeroShot.Config(
            "img",
            "txt",
            "label",
            List.of(),
            Map.of(),
            List.of("{}", "A photo of a {}."),
            canonicalize,
            firstNameOnly);
    return Prompts.of(List.of(names), config).stream()
        .map(prompt -> ((Value.Text) prompt).texts().get(0))
        .toList();
  }
}
