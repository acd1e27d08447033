package io.threetowers.core.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.DataSource;
import io.threetowers.api.Embedder.Embeddings;
import io.threetowers.api.Head;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import io.threetowers.core.cache.CachedTower;
import io.threetowers.core.data.Batch;
import io.threetowers.core.data.DataPosition;
import io.threetowers.core.data.Lane;
import io.threetowers.core.data.LoaderOptions;
import io.threetowers.core.data.ReadableExamples;
import io.threetowers.core.data.Stepwise;
import io.threetowers.core.data.StoredRows;
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.LoaderSpec;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.TowerNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each tower gets in a step: rows from the loader, or, for frozen towers on clean images,
 * embeddings that were computed before the first step, in memory or on the disk.
 */
public final class TrainingInputs implements AutoCloseable {

  /** Where embeddings lie on the disk. */
  @FunctionalInterface
  public interface Caches {
    /** No tower has one. */
    Caches NONE = towers -> Map.of();

    /** Opens those of some towers, after all that they lack has been embedded; by name. */
    Map<String, CachedTower> open(Set<String> towers) throws IOException;
  }

  private final Timeline timeline;
  private final DataSource train;
  private final ModelEmbedder embedder;
  private final HostScript host;
  private final Observer observer;
  private final Map<String, FrozenEmbeddings> frozen = new HashMap<>();
  private final Map<String, CachedTower> cached = new HashMap<>();
  private final Caches caches;
  private final Vocabularies vocabularies;

  /**
   * Inputs of all phases.
   *
   * @param vocabularies of the labels that edges join
   * @param caches of the towers that say so
   * @param observer told how far the frozen towers are with the training data
   */
  public TrainingInputs(
      Timeline timeline,
      DataSource train,
      ModelEmbedder embedder,
      HostScript host,
      Vocabularies vocabularies,
      Caches caches,
      Observer observer) {
    this.timeline = timeline;
    this.caches = caches;
    this.train = train;
    this.embedder = embedder;
    this.host = host;
    this.vocabularies = vocabularies;
    this.observer = observer;
  }

  /** Embeds the training data with every frozen tower that a step still takes embeddings of. */
  private void embed(long step) throws IOException {
    Composition composition = timeline.own();
    Set<String> kept = new LinkedHashSet<>();
    for (TowerNode tower : composition.towers().values()) {
      if (timeline.isEmbedded(tower.name(), step) && tower.cached()) {
        kept.add(tower.name());
      } else if (timeline.isEmbedded(tower.name(), step)) {
        List<String> keys = new ArrayList<>();
        long began = System.nanoTime();
        Embeddings table =
            embedder.embed(
                tower.name(),
                values(train, tower.field(), keys),
                false,
                done ->
                    observer.embedding(
                        new EmbeddingLog(
                            tower.name(), done, train.size(), (System.nanoTime() - began) / 1e9)));
        frozen.put(tower.name(), new FrozenEmbeddings(table, keys, host));
      }
    }
    cached.putAll(caches.open(kept));
    for (HeadNode head : composition.heads().values()) {
      head.head().standardization().ifPresent(parameters -> measure(head.from(), parameters));
    }
  }

  /** Of a tower that has thawed since, the checkpoint has what was measured. */
  private void measure(String tower, Head.Standardization parameters) {
    FrozenEmbeddings embeddings = frozen.get(tower);
    if (embeddings != null) {
      Statistics.measure(embeddings.table(), parameters);
    } else if (cached.containsKey(tower)) {
      StreamedStatistics.measure(cached.get(tower), parameters);
    }
  }

  /**
   * Embeds the training data with frozen towers, where steps to come take that, and starts to load
   * it.
   */
  public TrainingLoader loader(
      LoaderSpec spec, Stepwise<Integer> batches, long seed, DataPosition from) throws IOException {
    embed(from.step());
    LoaderOptions options =
        new LoaderOptions(
            batches, spec.workers(), spec.prefetch(), spec.distinct(), spec.augment(), seed);
    return new TrainingLoader(
        new ReadableExamples(train, this::isReadable),
        timeline.phases().map(this::lanes),
        vocabularies.lanes(),
        timeline.phases().map(this::stored),
        options,
        from);
  }

  /** What the loader must prepare. */
  private List<Lane> lanes(Phase phase) {
    return phase.composition().towers().values().stream()
        .filter(tower -> !timeline.isEmbedded(tower.name(), phase.from()))
        .map(
            tower ->
                new Lane(
                    tower.name(), tower.field(), tower.spec().augmented(), tower.tower().input()))
        .toList();
  }

  /** What the loader reads from caches. */
  private List<StoredRows> stored(Phase phase) {
    return cached.values().stream()
        .filter(tower -> timeline.isEmbedded(tower.name(), phase.from()))
        .<StoredRows>map(tower -> tower)
        .toList();
  }

  /** Whether no frozen tower has found that it cannot be read. */
  private boolean isReadable(String key) {
    return frozen.values().stream().allMatch(table -> table.has(key))
        && cached.values().stream().allMatch(rows -> rows.has(key));
  }

  /** The batch on the device of {@code scope}, which owns the arrays. */
  public StepInput of(Batch batch, NDManager scope) {
    Map<String, NDArray> inputs = new LinkedHashMap<>();
    Set<String> embedded = new HashSet<>();
    for (TowerNode tower : timeline.at(batch.step()).composition().towers().values()) {
      FrozenEmbeddings embeddings = frozen.get(tower.name());
      if (timeline.isEmbedded(tower.name(), batch.step())) {
        inputs.put(
            tower.name(),
            embeddings == null
                ? rows(
                    batch, tower.name(), new Shape(tower.tower().width()), DataType.FLOAT32, scope)
                : embeddings.of(batch.keys(), scope));
        embedded.add(tower.name());
      } else {
        if (embeddings != null) {
          embeddings.close(); // never again; which keys it has stays known
        }
        InputTransform transform = tower.tower().input();
        inputs.put(
            tower.name(), rows(batch, tower.name(), transform.shape(), transform.type(), scope));
      }
    }
    Map<String, NDArray> labels = new HashMap<>();
    vocabularies
        .byField()
        .keySet()
        .forEach(field -> labels.put(field, scope.create(batch.labels(field))));
    return new StepInput(batch.keys(), inputs, embedded, labels);
  }

  private static NDArray rows(Batch batch, String name, Shape row, DataType type, NDManager scope) {
    return scope.create(batch.rows(name), new Shape(batch.size()).addAll(row), type);
  }

  /** The values of one field, streamed; {@code keys} receives the key of each. */
  private static Iterable<Value> values(DataSource source, String field, List<String> keys) {
    return () -> new FieldIterator(source.open(Pass.inOrder()), field, keys);
  }

  private static final class FieldIterator implements Iterator<Value> {
    private final Cursor cursor;
    private final String field;
    private final List<String> keys;
    private @Nullable Example next;

    FieldIterator(Cursor cursor, String field, List<String> keys) {
      this.cursor = cursor;
      this.field = field;
      this.keys = keys;
      this.next = advance();
    }

    private @Nullable Example advance() {
      try {
        Example example = cursor.next();
        if (example == null) {
          cursor.close();
        }
        return example;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Value next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      Example current = next;
      keys.add(current.key());
      next = advance();
      return current.fields().get(field);
    }
  }

  @Override
  public void close() {
    frozen.values().forEach(FrozenEmbeddings::close);
    cached.values().forEach(CachedTower::close);
  }
}
