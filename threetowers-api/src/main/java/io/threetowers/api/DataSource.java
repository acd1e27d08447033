package io.threetowers.api;

import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.util.Map;
import java.util.Optional;

/**
 * Examples of named fields, in an order that depends on the pass alone.
 *
 * <p>Several passes may be under way at a time. See {@link DataSourceFactory} for a whole source.
 */
public interface DataSource {

  /** {@return the fields of every example, by name: each example has all of them} */
  Map<String, FieldType> fields();

  /**
   * A text that is another one as soon as the content of any example may be another: made of what
   * is cheap to learn, such as sizes and dates of files.
   *
   * <p>Where embeddings are kept on the disk, the host asks it to learn that nothing has changed
   * since; without one it reads the bytes of every example at the start of each run.
   *
   * @return empty if there is nothing cheap
   */
  default Optional<String> fingerprint() {
    return Optional.empty();
  }

  /** {@return how many examples there are, those that turn out to be unreadable included} */
  long size();

  /**
   * Starts a pass over the examples.
   *
   * <p>Two cursors of equal passes give the same examples in the same order, in this run and in the
   * next: resuming relies on it. Each example is given once. Unreadable members are left out and
   * counted by the cursor.
   *
   * @param pass order and share of the examples
   * @return a cursor before the first example; whoever asked closes it
   */
  Cursor open(Pass pass);
}
