package io.threetowers.api.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A pass under way. Used by one thread. */
public interface Cursor extends AutoCloseable {

  /**
   * {@return the next example, or null at the end, however often one asks}
   *
   * @throws IOException if the source itself cannot be read on; a single bad member is left out
   */
  @Nullable Example next() throws IOException;

  /** {@return how many members could not be read so far and were left out} */
  default long skipped() {
    return 0;
  }

  /** May be called before the end, and twice. */
  @Override
  void close() throws IOException;
}
