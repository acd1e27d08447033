package io.threetowers.core.weights;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pickle of tensors is made of, besides numbers, texts and lists. */
final class PickleObjects {
  static final Object NONE = new Object();
  static final Object MARK = new Object();

  private PickleObjects() {}

  /**
   * A dictionary. Only texts and whole numbers are kept as keys: the hash of anything else may be
   * made to take for ever.
   */
  static final class Dictionary {
    private final Map<Object, Object> entries = new LinkedHashMap<>();
    private boolean whole = true;

    void put(Object key, Object value) {
      if (key instanceof String || key instanceof Long) {
        entries.put(key, value);
      } else {
        whole = false;
      }
    }

    /** Whether all keys were kept. */
    boolean isWhole() {
      return whole;
    }

    Map<Object, Object> entries() {
      return entries;
    }
  }

  /** A list that cannot grow in Python. */
  static final class Tuple extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;

    Tuple(List<?> values) {
      super(values);
    }
  }

  /** A value that a pickle sends through a function, such as one that says of which type it is. */
  record Tagged(PickleClass function, List<?> arguments) {}

  /** An object of a TorchScript class: its attributes, and no code. */
  static final class Attributes {
    private final PickleClass type;
    private Dictionary state = new Dictionary();

    Attributes(PickleClass type) {
      this.type = type;
    }

    PickleClass type() {
      return type;
    }

    Dictionary state() {
      return state;
    }

    void state(Dictionary attributes) {
      state = attributes;
    }
  }

  /** Numbers that several tensors may look at; where they lie may be known only later. */
  static final class Storage {
    private final TensorType type;
    private final long count;
    private @Nullable Bytes bytes;

    Storage(TensorType type, long count) {
      this.type = type;
      this.count = count;
    }

    TensorType type() {
      return type;
    }

    long count() {
      return count;
    }

    /** Where the numbers lie; all that {@link #count} says is there. */
    Bytes bytes() {
      if (bytes == null) {
        throw new IllegalArgumentException("a tensor has no storage");
      }
      return bytes;
    }

    /** Says where the numbers lie. */
    void bytes(Bytes found) {
      bytes = found;
    }
  }

  /**
   * A tensor, unchecked.
   *
   * @param offset of its first number in the storage
   * @param requiresGradient whether it was trained
   */
  record View(
      Storage storage,
      long offset,
      List<Long> shape,
      List<Long> strides,
      boolean requiresGradient) {
    /**
     * The tensor, checked.
     *
     * @throws IllegalArgumentException if it is impossible; the message goes on from its name
     */
    Stored stored() {
      Bytes bytes = storage.bytes;
      if (bytes == null) {
        throw new IllegalArgumentException("has no storage");
      }
      long[] sizes = numbers(shape);
      Stored.count(sizes, storage.type.bytes());
      return new Stored(storage.type, new Shape(sizes), new Shape(numbers(strides)), offset, bytes);
    }

    private static long[] numbers(List<Long> list) {
      return list.stream().mapToLong(Long::longValue).toArray();
    }
  }
}
