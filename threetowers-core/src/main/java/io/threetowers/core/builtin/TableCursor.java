package io.threetowers.core.builtin;

import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import org.jspecify.annotations.Nullable;

/** Gives the rows of a table in a given order, or every n-th of them. */
final class TableCursor implements Cursor {
  private final TableSource source;
  private final int[] order;
  private final int step;
  private int next;

  TableCursor(TableSource source, int[] order, Pass pass) {
    this.source = source;
    this.order = order;
    next = pass.shard();
    step = pass.shards();
  }

  @Override
  public @Nullable Example next() {
    if (next >= order.length) {
      return null;
    }
    Example example = source.example(order[next]);
    next += step;
    return example;
  }

  @Override
  public void close() {}
}
