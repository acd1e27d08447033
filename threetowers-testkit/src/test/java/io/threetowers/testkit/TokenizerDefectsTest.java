package io.threetowers.testkit;

import io.threetowers.api.Tokenizer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerDefectsTest extends PlantedDefects {

  TokenizerDefectsTest() {
    super(TokenizerContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.TokenizerDefectsTest#defects")
  static final class Applied extends TokenizerContract {
    private final Defect<Supplier<Tokenizer>> defect;

    Applied(Defect<Supplier<Tokenizer>> defect) {
      this.defect = defect;
    }

    @Override
    protected Tokenizer create() {
      return defect.component().get();
    }
  }

  /** A character, modulo 254. */
  private static class Sound implements Tokenizer {
    @Override
    public final int vocabulary() {
      return 256;
    }

    @Override
    public final int pad() {
      return 0;
    }

    @Override
    public int end() {
      return 1;
    }

    @Override
    public int[] encode(String text) {
      return text.chars().map(c -> 2 + c % 254).toArray();
    }
  }

  static Stream<Defect<Supplier<Tokenizer>>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.of("hasRoomForStartPaddingAndEnd", EndsOutside::new),
        Defect.of("givesIdsOfItsVocabularyForAnyText", AsciiOnly::new),
        Defect.of("tellsTextsApart", CountsLetters::new),
        Defect.of("addsNoStartNoEndAndNoPadding", AddsEnd::new),
        Defect.of("givesTheSameIdsAgainAndAnew", OwnVocabulary::new),
        Defect.of("isSafeForManyThreads", OneThread::new));
  }

  private static final class EndsOutside extends Sound {
    @Override
    public int end() {
      return vocabulary();
    }
  }

  private static final class AsciiOnly extends Sound {
    @Override
    public int[] encode(String text) {
      return text.chars().map(c -> c + 2).toArray();
    }
  }

  private static final class CountsLetters extends Sound {
    @Override
    public int[] encode(String text) {
      return text.chars().filter(Character::isLetter).map(c -> 7).toArray();
    }
  }

  private static final class AddsEnd extends Sound {
    @Override
    public int[] encode(String text) {
      int[] ids = super.encode(text);
      int[] ended = Arrays.copyOf(ids, ids.length + 1);
      ended[ids.length] = end();
      return ended;
    }
  }

  private static final class OwnVocabulary extends Sound {
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private final int own = INSTANCES.incrementAndGet();

    @Override
    public int[] encode(String text) {
      return text.chars().map(c -> 2 + (c + own) % 254).toArray();
    }
  }

  /** Two threads that encode at a time get one text between them. */
  private static final class OneThread extends Sound {
    private int[] scratch = {};

    @Override
    public int[] encode(String text) {
      scratch = super.encode(text);
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
      return scratch;
    }
  }
}
