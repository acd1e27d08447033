package io.threetowers.testkit;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class TrackerDefectsTest extends PlantedDefects {

  /** What was left open, kept from the garbage collector, which would close it at some time. */
  private static final List<InputStream> OPEN = new ArrayList<>();

  /** Opens a tracker. */
  interface Opening {
    Tracker open(Path run) throws IOException;
  }

  @AfterAll
  static void close() throws IOException {
    for (InputStream file : OPEN) {
      file.close();
    }
    OPEN.clear();
  }

  TrackerDefectsTest() {
    super(TrackerContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.TrackerDefectsTest#defects")
  static final class Applied extends TrackerContract {
    private final Defect<Opening> defect;

    Applied(Defect<Opening> defect) {
      this.defect = defect;
    }

    @Override
    protected Tracker create(Path run, BuildContext context) throws IOException {
      return defect.component().open(run);
    }
  }

  /** A line of text for whatever it is told. */
  private static class Sound implements Tracker {
    private final Path file;

    Sound(Path run) {
      this.file = run.resolve("numbers.txt");
    }

    final Path file() {
      return file;
    }

    @Override
    public void step(long step, Map<String, Double> metrics) {
      append(step + " " + metrics);
    }

    @Override
    public final void evaluation(
        long step, String evaluator, String data, Map<String, Double> metrics) {
      append(step + " " + evaluator + " " + data + " " + metrics);
    }

    private void append(String line) {
      try {
        Files.writeString(file, line + "\n", CREATE, APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }

  static Stream<Defect<Opening>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.of("takesWhateverIsLogged", FiniteOnly::new),
        Defect.of("mayBeClosedWithoutALineAndTwice", ClosesOnce::new),
        Defect.of("keepsWhatItWroteWhenARunIsResumed", TrackerDefectsTest::truncating),
        Defect.of("takesStepsThatComeAgain", OnlyOnwards::new),
        Defect.of("leavesTheRunsOtherFilesAlone", TrackerDefectsTest::overwriting),
        Defect.of("leavesNoThreadAndNoFileOpen", LeavesAFile::new),
        Defect.of("leavesNoThreadAndNoFileOpen", LeavesAThread::new),
        Defect.of("doesNotHoldUpTheTraining", Slow::new));
  }

  private static Tracker truncating(Path run) throws IOException {
    Sound sound = new Sound(run);
    Files.deleteIfExists(sound.file());
    return sound;
  }

  private static Tracker overwriting(Path run) throws IOException {
    Files.writeString(run.resolve("run.json"), "{}");
    return new Sound(run);
  }

  private static final class FiniteOnly extends Sound {
    FiniteOnly(Path run) {
      super(run);
    }

    @Override
    public void step(long step, Map<String, Double> metrics) {
      if (!metrics.values().stream().allMatch(Double::isFinite)) {
        throw new IllegalArgumentException("JSON has no such number: " + metrics);
      }
      super.step(step, metrics);
    }
  }

  private static final class ClosesOnce extends Sound {
    private boolean closed;

    ClosesOnce(Path run) {
      super(run);
    }

    @Override
    public void close() {
      if (closed) {
        throw new IllegalStateException("closed already");
      }
      closed = true;
    }
  }

  private static final class OnlyOnwards extends Sound {
    OnlyOnwards(Path run) {
      super(run);
    }

    @Override
    public void step(long step, Map<String, Double> metrics) {
      try {
        if (Files.exists(file())
            && Files.readAllLines(file()).stream().anyMatch(line -> line.startsWith(step + " {"))) {
          throw new IllegalStateException("step " + step + " was logged already");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      super.step(step, metrics);
    }
  }

  private static final class LeavesAFile extends Sound {
    LeavesAFile(Path run) throws IOException {
      super(run);
      OPEN.add(Files.newInputStream(Path.of("pom.xml")));
    }
  }

  private static final class LeavesAThread extends Sound {
    LeavesAThread(Path run) {
      super(run);
      Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5)));
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static final class Slow extends Sound {
    Slow(Path run) {
      super(run);
    }

    @Override
    public void step(long step, Map<String, Double> metrics) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(12));
      super.step(step, metrics);
    }
  }
}
