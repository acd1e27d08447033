package io.threetowers.api;

import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.util.Map;

/**
 * Examples of named fields, in an order that depends on the pass alone.
 *
 * <p>Several passes may be under way at a time. See {@link DataSourceFactory} for a whole source.
 */
public interface DataSource {

  /** {@return the fields of every example, by name: each example has all of them} */
  Map<String, FieldType> fields();

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
