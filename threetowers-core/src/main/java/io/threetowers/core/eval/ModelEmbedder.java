package io.threetowers.core.eval;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.Embedder;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Value;
import io.threetowers.core.data.EvaluationLoader;
import io.threetowers.core.data.NamedValues;
import io.threetowers.core.data.Rows;
import io.threetowers.core.model.Composition;
import io.threetowers.core.model.HeadNode;
import io.threetowers.core.model.HostScript;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Embeds values with a model: the clean view, no dropout, no gradients. */
public final class ModelEmbedder implements Embedder {

  /** Receives embeddings, batch by batch. */
  @FunctionalInterface
  public interface RowSink {
    /**
     * Takes a batch.
     *
     * @param rows (B, D) float32 on the CPU, closed afterwards unless it is attached elsewhere
     * @param positions (B) the place of each row's value among the values given, ascending
     */
    void accept(NDArray rows, int[] positions) throws IOException;
  }

  private final Model model;
  private final HostScript host;
  private final int batch;
  private final int workers;

  /**
   * An embedder.
   *
   * @param batch examples per pass through a tower, or its micro-batch if that is smaller
   * @param workers threads that decode and tokenise
   */
  public ModelEmbedder(Model model, HostScript host, int batch, int workers) {
    this.model = model;
    this.host = host;
    this.batch = batch;
    this.workers = workers;
  }

  @Override
  public String field(String embedding) {
    return model.composition().tower(embedding).field();
  }

  @Override
  public Embeddings embed(String embedding, Iterable<? extends Value> values, boolean normalized) {
    return embed(embedding, values, normalized, done -> {});
  }

  /**
   * As {@link #embed(String, Iterable, boolean)}.
   *
   * @param progress told after each batch how many values have been embedded or left out
   */
  public Embeddings embed(
      String embedding,
      Iterable<? extends Value> values,
      boolean normalized,
      LongConsumer progress) {
    IntStream.Builder positions = IntStream.builder();
    try (NDManager scope = model.manager().newSubManager(Device.cpu())) {
      NDList parts = new NDList();
      stream(
          embedding,
          NamedValues.numbered(values),
          normalized,
          (rows, places) -> {
            rows.attach(scope);
            parts.add(rows);
            IntStream.of(places).forEach(positions::add);
            progress.accept(places[places.length - 1] + 1L);
          });
      NDArray table =
          parts.isEmpty()
              ? scope.zeros(new Shape(0, model.composition().width(embedding)))
              : NDArrays.concat(parts);
      table.attach(model.manager());
      return new Embeddings(table, positions.build().toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Embeds values, streaming over them once, and holds one batch of rows at a time.
   *
   * @param normalized whether rows are made of length 1
   * @throws IOException what the sink throws
   */
  public void stream(String embedding, NamedValues values, boolean normalized, RowSink sink)
      throws IOException {
    TowerNode tower = model.composition().tower(embedding);
    InputTransform transform = tower.tower().input();
    int rows = Math.min(batch, tower.spec().microBatch().orElse(batch));
    try (EvaluationLoader loader =
        new EvaluationLoader(values, tower.fieldType(), transform, rows, workers)) {
      for (Rows next = loader.next(); next != null; next = loader.next()) {
        try (NDManager scope = model.manager().newSubManager()) {
          Shape shape = new Shape(next.count()).addAll(transform.shape());
          NDArray input = scope.create(next.rows(), shape, transform.type());
          NDArray embedded =
              Autograd.notRecording(() -> forward(tower, embedding, input, normalized));
          sink.accept(embedded.toDevice(Device.cpu(), false), next.positions());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while embedding", e);
    }
  }

  private NDArray forward(TowerNode tower, String embedding, NDArray input, boolean normalized) {
    NDArray result = model.tower(tower.name(), input, false);
    Deque<String> chain = new ArrayDeque<>();
    Composition composition = model.composition();
    for (HeadNode head = composition.heads().get(embedding);
        head != null;
        head = composition.heads().get(head.from())) {
      chain.push(head.name());
    }
    for (String head : chain) {
      result = model.head(head, result, false);
    }
    return normalized ? host.normalize(result) : result;
  }
}
