package io.threetowers.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.config.Syntax;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor is told of a text agrees with what {@code parse} makes of it. */
class SyntaxTest {
  private static final int TEXTS = 20_000;
  private static final Map<Class<?>, Function<String, Object>> PARSE =
      Map.of(
          Length.class, Length::parse,
          Weight.class, Weight::parse,
          DeviceChoice.class, DeviceChoice::parse);
  private static final List<String> PIECES =
      List.of(
          "0", "1", "12", "99", ".", "/", "-", "+", "e", "E", " ", "\t", "%", "step", "Steps",
          "EPOCHS", "example", "auto", "CPU", "gpu", ":", "x");

  @ParameterizedTest
  @ValueSource(classes = {Length.class, Weight.class, DeviceChoice.class})
  void matchesWhateverIsTaken(Class<?> type) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String pattern = type.getAnnotation(Syntax.class).pattern();
    int taken = 0;
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int pieces = 1 + random.nextInt(5); pieces > 0; pieces--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      if (isTaken(type, text.toString())) {
        taken++;
        assertThat(text.toString()).as("seed %d", seed).matches(pattern);
      }
    }
    assertThat(taken).as("seed %d", seed).isPositive();
  }

  @ParameterizedTest
  @ValueSource(classes = {Length.class, Weight.class, DeviceChoice.class})
  void offersWhatIsTaken(Class<?> type) {
    for (String example : type.getAnnotation(Syntax.class).examples()) {
      assertThat(isTaken(type, example)).as(example).isTrue();
    }
  }

  private static boolean isTaken(Class<?> type, String text) {
    try {
      return type.isInstance(PARSE.get(type).apply(text));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
