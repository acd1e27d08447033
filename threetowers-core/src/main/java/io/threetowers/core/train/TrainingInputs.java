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
import io.threetowers.core.data.TrainingLoader;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.experiment.LoaderSpec;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

  private final Composition composition;
  private final DataSource train;
  private final Map<String, FrozenEmbeddings> frozen = new HashMap<>();
  private final Map<String, CachedTower> cached;
  private final Vocabularies vocabularies;

  /**
   * Embeds the training data with every frozen tower that sees clean images.
   *
   * @param vocabularies of the labels that edges join
   * @param observer told how far that is
   */
  public TrainingInputs(
      Model model,
      DataSource train,
      ModelEmbedder embedder,
      HostScript host,
      Vocabularies vocabularies,
      Observer observer) {
    this(model, train, embedder, host, vocabularies, Map.of(), observer);
  }

  /**
   * As {@link #TrainingInputs(Model, DataSource, ModelEmbedder, HostScript, Vocabularies,
   * Observer)}.
   *
   * @param cached towers whose embeddings lie on the disk, by their names; closed with this
   */
  public TrainingInputs(
      Model model,
      DataSource train,
      ModelEmbedder embedder,
      HostScript host,
      Vocabularies vocabularies,
      Map<String, CachedTower> cached,
      Observer observer) {
    this.composition = model.composition();
    this.train = train;
    this.vocabularies = vocabularies;
    this.cached = Map.copyOf(cached);
    for (TowerNode tower : composition.towers().values()) {
      if (tower.constant() && !tower.cached()) {
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
    for (HeadNode head : composition.heads().values()) {
      head.head().standardization().ifPresent(parameters -> measure(head.from(), parameters));
    }
  }

  private void measure(String tower, Head.Standardization parameters) {
    CachedTower rows = cached.get(tower);
    if (rows == null) {
      Statistics.measure(frozen.get(tower).table(), parameters);
    } else {
      StreamedStatistics.measure(rows, parameters);
    }
  }

  /** Starts to load the training data. */
  public TrainingLoader loader(LoaderSpec spec, long seed, DataPosition from) {
    LoaderOptions options =
        new LoaderOptions(
            spec.batch(), spec.workers(), spec.prefetch(), spec.distinct(), spec.augment(), seed);
    return new TrainingLoader(
        readable(), lanes(), vocabularies.lanes(), List.copyOf(cached.values()), options, from);
  }

  /** What the loader must prepare. */
  private List<Lane> lanes() {
    return composition.towers().values().stream()
        .filter(tower -> !tower.precomputed())
        .map(
            tower ->
                new Lane(
                    tower.name(), tower.field(), tower.spec().augmented(), tower.tower().input()))
        .toList();
  }

  /** The training data without the examples that a frozen tower could not read. */
  private DataSource readable() {
    return frozen.isEmpty() && cached.isEmpty()
        ? train
        : new ReadableExamples(train, this::isReadable);
  }

  private boolean isReadable(String key) {
    return frozen.values().stream().allMatch(table -> table.has(key))
        && cached.values().stream().allMatch(rows -> rows.has(key));
  }

  /** The batch on the device of {@code scope}, which owns the arrays. */
  public StepInput of(Batch batch, NDManager scope) {
    Map<String, NDArray> inputs = new LinkedHashMap<>();
    for (TowerNode tower : composition.towers().values()) {
      FrozenEmbeddings embeddings = frozen.get(tower.name());
      if (embeddings != null) {
        inputs.put(tower.name(), embeddings.of(batch.keys(), scope));
      } else if (cached.containsKey(tower.name())) {
        Shape shape = new Shape(batch.size(), tower.tower().width());
        inputs.put(tower.name(), scope.create(batch.rows(tower.name()), shape, DataType.FLOAT32));
      } else {
        InputTransform transform = tower.tower().input();
        Shape shape = new Shape(batch.size()).addAll(transform.shape());
        inputs.put(tower.name(), scope.create(batch.rows(tower.name()), shape, transform.type()));
      }
    }
    Map<String, NDArray> labels = new HashMap<>();
    vocabularies
        .byField()
        .keySet()
        .forEach(field -> labels.put(field, scope.create(batch.labels(field))));
    Set<String> embedded = new HashSet<>(frozen.keySet());
    embedded.addAll(cached.keySet());
    return new StepInput(batch.keys(), inputs, embedded, labels);
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
