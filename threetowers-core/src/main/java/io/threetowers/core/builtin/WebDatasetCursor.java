package io.threetowers.core.builtin;

import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a pass, holding the shards of the present window only. */
final class WebDatasetCursor implements Cursor {
  private final WebDatasetSource source;
  private final Pass pass;
  private final WindowedOrder order;
  private final LeftOut leftOut;
  private final Map<Integer, ShardContent> open = new HashMap<>();
  private long position;

  WebDatasetCursor(WebDatasetSource source, Pass pass) {
    this.source = source;
    this.pass = pass;
    int[] sizes = source.shards().stream().mapToInt(Shard::size).toArray();
    order = new WindowedOrder(sizes, source.window(), pass);
    leftOut = new LeftOut(source.name());
  }

  @Override
  public @Nullable Example next() throws IOException {
    while (true) {
      try {
        return tryNext();
      } catch (UnreadableExampleException e) {
        leftOut.add(e.key(), String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * The next example, or null at the end.
   *
   * @throws UnreadableExampleException if it has no text or label
   * @throws IOException if its shard cannot be read any more
   */
  @Nullable Example tryNext() throws IOException {
    while (order.advance()) {
      if (order.isNewWindow()) {
        close();
      }
      if (position++ % pass.shards() == pass.shard()) {
        String key = source.key(order.shard(), order.example());
        ShardContent content = content(order.shard());
        try {
          return source.reader().read(key, order.example(), content);
        } catch (IOException e) {
          throw new UnreadableExampleException(key, e);
        }
      }
    }
    return null;
  }

  private ShardContent content(int shard) throws IOException {
    ShardContent content = open.get(shard);
    if (content == null) {
      content = source.cache().open(source.shards().get(shard));
      open.put(shard, content);
    }
    return content;
  }

  @Override
  public long skipped() {
    return leftOut.count();
  }

  @Override
  public void close() throws IOException {
    for (ShardContent content : open.values()) {
      content.close();
    }
    open.clear();
  }
}
