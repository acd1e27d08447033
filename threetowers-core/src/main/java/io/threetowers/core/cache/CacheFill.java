package io.threetowers.core.cache;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.InputTransform;
import io.threetowers.api.data.Pass;
import io.threetowers.core.data.ExampleRows;
import io.threetowers.core.model.Model;
import io.threetowers.core.model.TowerNode;
import io.threetowers.core.script.Autograd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Embeds the examples that a cache lacks, in the order of the data, chunk by chunk, and notes where
 * each example of the data stands.
 *
 * <p>Which examples share a chunk, and which of them a pass through the tower, follows from the
 * order of those that are missing. After a cut these are what would have come next, so a row has
 * the same bits whether and wherever the work was cut.
 */
final class CacheFill implements AutoCloseable {
  /**
   * Examples of a pass through the tower: whatever the batch of a run, or the bits would differ.
   */
  private static final int PIECE = 64;

  /** Chunks whose examples are decoded while the tower is at work. */
  private static final int AHEAD = 1;

  private final Model model;
  private final TowerNode tower;
  private final DataSource data;
  private final RowFile rows;
  private final Layout layout;
  private final ExampleRows preparation;
  private final CacheListener listener;
  private final Progress progress;

  private final PresentIds present;
  private final DataIndex.Builder index;
  private final Deque<Chunk> started = new ArrayDeque<>();
  private List<ExampleId> missing = new ArrayList<>();
  private List<Long> places = new ArrayList<>();
  private long nextChunk;
  private long embedded;

  /**
   * What is being embedded.
   *
   * @param places in the order of the data
   * @param firstView rows that workers prepare
   */
  private record Chunk(
      long number, List<ExampleId> examples, List<Long> places, List<Future<byte[]>> firstView) {}

  /**
   * Looks at what is there.
   *
   * @param rows to be completed, of which no damaged chunk is left
   * @param indexFile where the index is made
   */
  CacheFill(
      Model model,
      TowerNode tower,
      DataSource data,
      CacheFiles files,
      RowFile rows,
      Path indexFile,
      ExampleRows preparation,
      CacheListener listener)
      throws IOException {
    this.model = model;
    this.tower = tower;
    this.data = data;
    this.rows = rows;
    this.layout = rows.layout();
    this.preparation = preparation;
    this.listener = listener;
    this.progress = new Progress(tower.name(), data.size(), listener);
    this.index = new DataIndex.Builder(indexFile, data.size());
    this.present = new PresentIds(rows, files.temporary("present"));
    this.nextChunk = rows.chunks();
  }

  /** Embeds what is missing. */
  DataIndex run() throws IOException {
    try (Cursor cursor = data.open(Pass.inOrder())) {
      List<Example> block;
      do {
        block = new ArrayList<>();
        Example example = null;
        while (block.size() < layout.chunk() && (example = cursor.next()) != null) {
          block.add(example);
        }
        look(block);
      } while (block.size() == layout.chunk());
    }
    startMissing();
    while (!started.isEmpty()) {
      embed(started.remove());
    }
    rows.sync();
    return index.build();
  }

  /** How many examples have been embedded. */
  long embedded() {
    return embedded;
  }

  /** Reads the bytes of examples, many at a time, and takes those that are missing. */
  private void look(List<Example> block) throws IOException {
    List<Future<ExampleId>> ids = new ArrayList<>();
    for (Example example : block) {
      ids.add(preparation.run(() -> ExampleId.of(example, tower.field())));
    }
    for (Future<ExampleId> future : ids) {
      ExampleId id = ExampleRows.await(future);
      long place = index.next();
      long position = present.position(id.content());
      progress.seen(position == 0);
      if (position != 0) {
        index.set(place, id.key(), position);
        continue;
      }
      missing.add(id);
      places.add(place);
      if (missing.size() == layout.chunk()) {
        startMissing();
      }
    }
  }

  private void startMissing() throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    started.add(new Chunk(nextChunk++, missing, places, prepare(missing, 0)));
    missing = new ArrayList<>();
    places = new ArrayList<>();
    if (started.size() > AHEAD) {
      embed(started.remove());
    }
  }

  private List<Future<byte[]>> prepare(List<ExampleId> examples, int view) {
    return examples.stream().map(each -> preparation.row(each.example(), view)).toList();
  }

  private void embed(Chunk chunk) throws IOException {
    byte[] values = new byte[layout.rowsBytes()];
    BitSet unreadable = new BitSet();
    List<Future<byte[]>> next = chunk.firstView();
    for (int view = 0; view < layout.views(); view++) {
      List<Future<byte[]>> inputs = next;
      if (view + 1 < layout.views()) {
        next = prepare(chunk.examples(), view + 1);
      }
      embed(chunk, inputs, view, values, unreadable);
    }
    for (int i = unreadable.nextSetBit(0); i >= 0; i = unreadable.nextSetBit(i + 1)) {
      Arrays.fill(values, i * layout.exampleBytes(), (i + 1) * layout.exampleBytes(), (byte) 0);
    }
    List<Id> ids = chunk.examples().stream().map(ExampleId::content).toList();
    rows.append(chunk.number(), new Directory(ids, unreadable), values);
    for (int i = 0; i < ids.size(); i++) {
      boolean readable = !unreadable.get(i);
      long position = readable ? Position.of(chunk.number(), i, layout) : Position.UNREADABLE;
      index.set(chunk.places().get(i), chunk.examples().get(i).key(), position);
    }
    embedded += ids.size();
    progress.tell(missing.size() + started.stream().mapToInt(each -> each.examples().size()).sum());
    if (listener.isStopped()) {
      throw new StoppedException(
          "the frozen tower '%s' embeds the training data".formatted(tower.name()));
    }
  }

  /** Runs the tower over the examples of a chunk that can be read, piece by piece. */
  private void embed(
      Chunk chunk, List<Future<byte[]>> inputs, int view, byte[] values, BitSet unreadable)
      throws IOException {
    List<byte[]> piece = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      try {
        piece.add(ExampleRows.await(inputs.get(i)));
        targets.add((i * layout.views() + view) * layout.width() * Float.BYTES);
      } catch (IOException e) {
        if (!unreadable.get(i)) {
          progress.unreadable(chunk.examples().get(i).example().key(), e);
        }
        unreadable.set(i);
      }
      if (piece.size() == PIECE || (i == inputs.size() - 1 && !piece.isEmpty())) {
        ByteBuffer embeddings = forward(piece);
        for (int target : targets) {
          embeddings.get(values, target, layout.width() * Float.BYTES);
        }
        piece.clear();
        targets.clear();
      }
    }
  }

  /** (n, D) float32, little-endian. */
  private ByteBuffer forward(List<byte[]> piece) {
    InputTransform transform = tower.tower().input();
    ByteBuffer bytes = ByteBuffer.allocateDirect(piece.size() * piece.get(0).length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    piece.forEach(bytes::put);
    bytes.flip();
    try (NDManager scope = model.manager().newSubManager()) {
      Shape shape = new Shape(piece.size()).addAll(transform.shape());
      NDArray input = scope.create(bytes, shape, transform.type());
      NDArray embedded = Autograd.notRecording(() -> model.tower(tower.name(), input, false));
      ByteBuffer result = embedded.toDevice(Device.cpu(), false).toByteBuffer(true);
      ByteBuffer copy = ByteBuffer.allocate(result.remaining());
      return copy.put(result).flip();
    }
  }

  @Override
  public void close() {
    present.close();
  }
}
