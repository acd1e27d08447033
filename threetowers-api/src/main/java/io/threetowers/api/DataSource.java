package io.threetowers.api;

import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import java.util.Map;

/** Examples of named fields, in an order that depends on the pass alone. */
public interface DataSource {

  /** The fields of every example, by name. */
  Map<String, FieldType> fields();

  /** How many examples there are. */
  long size();

  /**
   * Starts a pass over the examples.
   *
   * <p>Two cursors of equal passes give the same examples in the same order. Each example is given
   * once. Unreadable members are left out and counted by the cursor.
   */
  Cursor open(Pass pass);
}
