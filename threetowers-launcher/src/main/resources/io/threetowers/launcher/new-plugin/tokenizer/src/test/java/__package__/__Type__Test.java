package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Tokenizer;
import io.threetowers.core.model.HostContext;
import io.threetowers.testkit.TokenizerContract;
import org.junit.jupiter.api.Test;

/** What every tokenizer must do, and what this one does. */
class ${Type}Test extends TokenizerContract {

  @Override
  protected Tokenizer create() {
    return tokenizer(true);
  }

  private static Tokenizer tokenizer(boolean ignoreCase) {
    return new ${Type}()
        .create(new ${Type}.Config(16384, ignoreCase), new HostContext("tokenizer"));
  }

  @Test
  void cutsWordsDigitsAndSigns() {
    assertThat(create().encode("a red fox, no. 12!")).hasSize(9);
  }

  @Test
  void hashesAsJavaDoes() {
    // "fox".hashCode() is 101583, and 101583 mod 16382 is 3291; the two reserved ids come first.
    assertThat(create().encode("fox")).containsExactly(3293);
  }

  @Test
  void foldsCaseIfItIsTold() {
    assertThat(create().encode("FOX")).isEqualTo(create().encode("fox"));
    assertThat(tokenizer(false).encode("FOX")).isNotEqualTo(tokenizer(false).encode("fox"));
  }

  @Test
  void takesEqualLooksAsEqual() {
    assertThat(create().encode("nai\u0308ve")).isEqualTo(create().encode("na\u00efve"));
  }
}
