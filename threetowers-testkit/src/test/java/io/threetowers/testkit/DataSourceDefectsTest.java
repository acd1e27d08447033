package io.threetowers.testkit;

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class DataSourceDefectsTest extends PlantedDefects {

  /** What was left open, kept from the garbage collector, which would close it at some time. */
  private static final List<InputStream> OPEN = new ArrayList<>();

  private static final int SIZE = 12;

  @AfterAll
  static void close() throws IOException {
    for (InputStream file : OPEN) {
      file.close();
    }
    OPEN.clear();
  }

  DataSourceDefectsTest() {
    super(DataSourceContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.DataSourceDefectsTest#defects")
  static final class Applied extends DataSourceContract {
    private final Defect<Supplier<DataSource>> defect;

    Applied(Defect<Supplier<DataSource>> defect) {
      this.defect = defect;
    }

    @Override
    protected DataSource create() {
      return defect.component().get();
    }
  }

  /** Twelve texts with their bytes. */
  private static class Sound implements DataSource {
    @Override
    public final Map<String, FieldType> fields() {
      return Map.of("text", FieldType.TEXT, "bytes", FieldType.RAW);
    }

    @Override
    public final long size() {
      return SIZE;
    }

    @Override
    public Cursor open(Pass pass) {
      return new InMemory(shard(order(pass), pass).iterator(), 0);
    }

    Example example(int index) {
      String text = "text " + index;
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      return new Example(
          "key" + index, Map.of("text", new Value.Text(text), "bytes", Value.Raw.of(bytes)));
    }

    List<Example> order(Pass pass) {
      List<Example> examples =
          new ArrayList<>(IntStream.range(0, SIZE).mapToObj(this::example).toList());
      if (pass.shuffled()) {
        Collections.shuffle(examples, new Random(chance(pass)));
      }
      return examples;
    }

    long chance(Pass pass) {
      return Objects.hash(pass.seed(), pass.epoch());
    }

    List<Example> shard(List<Example> order, Pass pass) {
      return IntStream.range(0, order.size())
          .filter(i -> i % pass.shards() == pass.shard())
          .mapToObj(order::get)
          .toList();
    }
  }

  private static class InMemory implements Cursor {
    private final Iterator<Example> examples;
    private final long skipped;

    InMemory(Iterator<Example> examples, long skipped) {
      this.examples = examples;
      this.skipped = skipped;
    }

    @Override
    public @Nullable Example next() {
      return examples.hasNext() ? examples.next() : null;
    }

    @Override
    public final long skipped() {
      return skipped;
    }

    @Override
    public void close() throws IOException {}
  }

  static Stream<Defect<Supplier<DataSource>>> defects() {
    return Stream.of(
        Defect.none(Sound::new),
        Defect.of("givesEveryExampleTheFieldsThatItDeclares", LacksAField::new),
        Defect.of("givesEachExampleOnce", Repeating::new),
        Defect.of("givesTheSameExamplesWhateverTheOrder", DropsTheLast::new),
        Defect.of("hasOneOrderForEachPassFromRunToRun", OwnOrder::new),
        Defect.of("hasAnOrderOfItsOwnForEachEpochAndSeed", SameEachEpoch::new),
        Defect.of("givesShardsThatTogetherAreThePass", Undivided::new),
        Defect.of("readsTwoPassesAtATime", OnePass::new),
        Defect.of("givesTheSameBytesHoweverOftenTheyAreRead", Consumed::new),
        Defect.of("staysAtTheEnd", Restarting::new),
        Defect.of("mayBeClosedEarlyAndTwice", ClosesOnce::new),
        Defect.of("leavesNoThreadAndNoFileOpen", LeavesAFile::new),
        Defect.of("leavesNoThreadAndNoFileOpen", LeavesAThread::new));
  }

  private static final class LacksAField extends Sound {
    @Override
    Example example(int index) {
      Example whole = super.example(index);
      return index == 7
          ? new Example(whole.key(), Map.of("text", whole.fields().get("text")))
          : whole;
    }
  }

  private static final class Repeating extends Sound {
    @Override
    List<Example> order(Pass pass) {
      List<Example> order = super.order(pass);
      order.add(example(3));
      return order;
    }
  }

  /** As a loader does that needs whole batches, here in its first epoch. */
  private static final class DropsTheLast extends Sound {
    @Override
    public Cursor open(Pass pass) {
      List<Example> order = shard(order(pass), pass);
      return pass.shuffled() && pass.epoch() == 0
          ? new InMemory(order.subList(1, order.size()).iterator(), 1)
          : new InMemory(order.iterator(), 0);
    }
  }

  private static final class OwnOrder extends Sound {
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private final int own = INSTANCES.incrementAndGet();

    @Override
    long chance(Pass pass) {
      return super.chance(pass) + own;
    }
  }

  private static final class SameEachEpoch extends Sound {
    @Override
    long chance(Pass pass) {
      return pass.seed();
    }
  }

  private static final class Undivided extends Sound {
    @Override
    List<Example> shard(List<Example> order, Pass pass) {
      return order;
    }
  }

  /** All cursors move the same hand. */
  private static final class OnePass extends Sound {
    private Iterator<Example> hand = Collections.emptyIterator();

    @Override
    public Cursor open(Pass pass) {
      hand = shard(order(pass), pass).iterator();
      return new InMemory(Collections.emptyIterator(), 0) {
        @Override
        public @Nullable Example next() {
          return hand.hasNext() ? hand.next() : null;
        }
      };
    }
  }

  /** Reads on in a stream. */
  private static final class Consumed extends Sound {
    @Override
    Example example(int index) {
      AtomicInteger position = new AtomicInteger();
      Value.Raw raw = new Value.Raw(() -> new byte[] {(byte) position.getAndIncrement()});
      return new Example("key" + index, Map.of("text", new Value.Text("a"), "bytes", raw));
    }
  }

  private static final class Restarting extends Sound {
    @Override
    public Cursor open(Pass pass) {
      List<Example> order = shard(order(pass), pass);
      return new InMemory(order.iterator(), 0) {
        private boolean ended;

        @Override
        public @Nullable Example next() {
          if (ended) {
            return order.get(0);
          }
          Example next = super.next();
          ended = next == null;
          return next;
        }
      };
    }
  }

  private static final class ClosesOnce extends Sound {
    @Override
    public Cursor open(Pass pass) {
      return new InMemory(shard(order(pass), pass).iterator(), 0) {
        private boolean closed;

        @Override
        public void close() throws IOException {
          if (closed) {
            throw new IOException("closed already");
          }
          closed = true;
        }
      };
    }
  }

  private static final class LeavesAFile extends Sound {
    @Override
    public Cursor open(Pass pass) {
      try {
        OPEN.add(Files.newInputStream(Path.of("pom.xml")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return super.open(pass);
    }
  }

  private static final class LeavesAThread extends Sound {
    @Override
    public Cursor open(Pass pass) {
      Thread thread = new Thread(() -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5)));
      thread.setDaemon(true);
      thread.start();
      return super.open(pass);
    }
  }
}
