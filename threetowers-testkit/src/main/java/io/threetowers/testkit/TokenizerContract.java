package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every tokenizer must do: extend it, and read yours from a file of your test resources.
 *
 * <p>It is given plain texts, and such as the web is full of: empty, very long, in many scripts,
 * with control characters. Settings have a contract of their own, {@link ConfigContract}.
 */
public abstract class TokenizerContract {
  private static final int THREADS = 8;
  private static final int ROUNDS = 5;

  /** Plain, and as odd as data from the web are. */
  private static final List<String> TEXTS =
      List.of(
          "a red fox",
          "A photo of TWO cats, asleep (on a sofa)!",
          "",
          " ",
          "\t\r\n",
          "👩‍👩‍👧‍👦 🇫🇷 👍🏽",
          "一只红色的狐狸在雪地里",
          "שועל אדום، ثعلب أحمر",
          "naïve Zoë, nai\u0308ve Zoe\u0308",
          "\u0000\u0001\u001f\u007f\u0085\u200b\u202e\ufeff\ufffd",
          "<|endoftext|> [SEP] </s> <pad>",
          "𝕳𝖊𝖑𝖑𝖔",
          "fox ".repeat(2500),
          "x".repeat(10_000),
          "🦊".repeat(10_000));

  private Tokenizer tokenizer;

  /**
   * The tokenizer under test; called before each test, and more often by some.
   *
   * @return a new one with the same settings
   * @throws IOException fails the test
   */
  protected abstract Tokenizer create() throws IOException;

  @BeforeEach
  void read() throws IOException {
    tokenizer = create();
  }

  @Test
  void hasRoomForStartPaddingAndEnd() {
    tokenizer
        .start()
        .ifPresent(start -> assertThat(start).isBetween(0, tokenizer.vocabulary() - 1));
    assertThat(tokenizer.pad()).isBetween(0, tokenizer.vocabulary() - 1);
    assertThat(tokenizer.end()).isBetween(0, tokenizer.vocabulary() - 1);
  }

  @Test
  void givesIdsOfItsVocabularyForAnyText() {
    for (String text : TEXTS) {
      for (int id : tokenizer.encode(text)) {
        assertThat(id).as(shown(text)).isBetween(0, tokenizer.vocabulary() - 1);
      }
    }
  }

  @Test
  void tellsTextsApart() {
    assertThat(tokenizer.encode("a red fox"))
        .isNotEmpty()
        .isNotEqualTo(tokenizer.encode("two cats"));
  }

  @Test
  void addsNoStartNoEndAndNoPadding() {
    int[] ids = tokenizer.encode("a red fox");
    tokenizer.start().ifPresent(start -> assertThat(ids[0]).isNotEqualTo(start));
    assertThat(ids[ids.length - 1]).isNotIn(tokenizer.end(), tokenizer.pad());
    assertThat(tokenizer.encode("fox ".repeat(2500)).length)
        .as("ids of 2500 words: whoever asks cuts them to length")
        .isGreaterThan(1000);
  }

  @Test
  void givesTheSameIdsAgainAndAnew() throws IOException {
    Tokenizer other = create();
    for (String text : TEXTS) {
      int[] ids = tokenizer.encode(text);
      assertThat(tokenizer.encode(text)).as(shown(text)).isEqualTo(ids);
      assertThat(other.encode(text)).as(shown(text)).isEqualTo(ids);
    }
  }

  @Test
  void isSafeForManyThreads() throws Exception {
    List<int[]> alone = TEXTS.stream().map(tokenizer::encode).toList();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<int[]>>> results = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        results.add(threads.submit(encoder()));
      }
      for (Future<List<int[]>> result : results) {
        List<int[]> ids = result.get();
        for (int i = 0; i < ids.size(); i++) {
          int text = i % TEXTS.size();
          assertThat(ids.get(i)).as(shown(TEXTS.get(text))).isEqualTo(alone.get(text));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<List<int[]>> encoder() {
    return () -> {
      List<int[]> ids = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        TEXTS.forEach(text -> ids.add(tokenizer.encode(text)));
      }
      return ids;
    };
  }

  private static String shown(String text) {
    String start = text.codePoints().limit(20).mapToObj(Integer::toHexString).toList().toString();
    return "text of " + text.length() + " characters, " + start;
  }
}
