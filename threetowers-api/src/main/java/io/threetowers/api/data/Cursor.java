package io.threetowers.api.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A pass under way. Used by one thread. */
public interface Cursor extends AutoCloseable {

  /** The next example, or null at the end. */
  @Nullable Example next() throws IOException;

  /** How many members could not be read so far and were left out. */
  default long skipped() {
    return 0;
  }

  /** May be called twice. */
  @Override
  void close() throws IOException;
}
