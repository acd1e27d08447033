package io.threetowers.core.weights;

import static io.threetowers.core.weights.PickleObjects.MARK;
import static io.threetowers.core.weights.PickleObjects.NONE;

import io.threetowers.core.weights.PickleObjects.Attributes;
import io.threetowers.core.weights.PickleObjects.Dictionary;
import io.threetowers.core.weights.PickleObjects.Tuple;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickles of {@code torch.save}: the operations that it writes for tensors, numbers,
 * texts and plain containers, and no others (Lib/pickletools.py lists all). A pickle is a program;
 * this one machine has no operation that could call anything.
 */
final class Unpickler {
  /** Objects on the stack and in the memory: a checkpoint has some 40 for each tensor. */
  private static final int MAX_OPERATIONS = 2_000_000;

  /** What a storage's name, type and size become. */
  @FunctionalInterface
  interface Storages {
    PickleObjects.Storage find(List<?> id) throws IOException;
  }

  private final PickleInput input;
  private final PickleCalls calls;
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memory = new HashMap<>();

  private Unpickler(PickleInput input, Storages storages) {
    this.input = input;
    this.calls = new PickleCalls(storages);
  }

  /**
   * Reads one pickle.
   *
   * @throws IllegalArgumentException if it is damaged or asks for something else; the message goes
   *     on from the file's name
   */
  static Object read(PickleInput input, Storages storages) throws IOException {
    try {
      return new Unpickler(input, storages).run();
    } catch (ClassCastException | IndexOutOfBoundsException e) {
      // An operation found other objects than it works on, or none.
      throw new IllegalArgumentException("its pickle is damaged near byte " + input.position(), e);
    }
  }

  private Object run() throws IOException {
    for (int count = 0; count < MAX_OPERATIONS; count++) {
      int operation = input.unsignedByte();
      if (operation == '.') {
        return pop();
      }
      if (!container(operation) && !value(operation) && !memory(operation)) {
        throw new IllegalArgumentException(
            "its pickle holds the operation 0x%02x at byte %d, which no file of tensors needs; nothing was run"
                .formatted(operation, input.position() - 1));
      }
    }
    throw new IllegalArgumentException("its pickle is too long; save the state_dict alone");
  }

  private boolean value(int operation) throws IOException {
    switch (operation) {
      case 'N' -> push(NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) input.integer());
      case 'K' -> push((long) input.unsignedByte());
      case 'M' -> push((long) input.unsignedShort());
      case 0x8a -> push(longInteger(input.bytes(input.unsignedByte())));
      case 'G' -> push(input.bigEndianDouble());
      case 'X', 'T' -> push(input.text(input.integer() & 0xffffffffL));
      case 'U', 0x8c -> push(input.text(input.unsignedByte()));
      case 'c' -> push(new PickleClass(input.line(), input.line()));
      case 0x93 -> {
        String name = (String) pop();
        push(new PickleClass((String) pop(), name));
      }
      case 'Q' -> push(calls.storage((List<?>) pop()));
      case 'R' -> {
        Object argument = pop();
        push(calls.call((PickleClass) pop(), argument));
      }
      case 0x81 -> {
        pop();
        push(calls.object((PickleClass) pop()));
      }
      case 'b' -> {
        Object state = pop();
        build(peek(), state);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(int operation) {
    switch (operation) {
      case '(' -> push(MARK);
      case ')' -> push(new Tuple(List.of()));
      case ']' -> push(new ArrayList<>());
      case '}' -> push(new Dictionary());
      case 't' -> push(new Tuple(popToMark()));
      case 0x85 -> push(new Tuple(popLast(1)));
      case 0x86 -> push(new Tuple(popLast(2)));
      case 0x87 -> push(new Tuple(popLast(3)));
      case 'a' -> addAll(popLast(1));
      case 'e' -> addAll(popToMark());
      case 's' -> putAll(popLast(2));
      case 'u' -> putAll(popToMark());
      case '0' -> pop();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int operation) throws IOException {
    switch (operation) {
      case 'q' -> memory.put(input.unsignedByte(), peek());
      case 'r' -> memory.put(input.integer(), peek());
      case 0x94 -> memory.put(memory.size(), peek());
      case 'h' -> push(remembered(input.unsignedByte()));
      case 'j' -> push(remembered(input.integer()));
      case 0x80 -> input.unsignedByte();
      case 0x95 -> input.longInteger();
      default -> {
        return false;
      }
    }
    return true;
  }

  private Object remembered(int key) {
    Object object = memory.get(key);
    if (object == null) {
      throw new IndexOutOfBoundsException("nothing is remembered as " + key);
    }
    return object;
  }

  /** The state of a dictionary is {@code _metadata}, of versions, which no tensor needs. */
  private static void build(Object object, Object state) {
    if (object instanceof Attributes attributes) {
      attributes.state((Dictionary) state);
    } else if (!(object instanceof Dictionary)) {
      throw new ClassCastException("only an object has a state");
    }
  }

  @SuppressWarnings("unchecked") // Every list on the stack was put there as a list of objects.
  private void addAll(List<Object> values) {
    ((List<Object>) peek()).addAll(values);
  }

  private void putAll(List<Object> entries) {
    Dictionary dictionary = (Dictionary) peek();
    for (int i = 0; i < entries.size(); i += 2) {
      dictionary.put(entries.get(i), entries.get(i + 1));
    }
  }

  /** A whole number, signed and little-endian: a Long if it fits. */
  private static Object longInteger(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length + 1];
    int last = littleEndian.length;
    for (int i = 0; i < last; i++) {
      bigEndian[last - i] = littleEndian[i];
    }
    bigEndian[0] = last > 0 && littleEndian[last - 1] < 0 ? (byte) -1 : 0;
    BigInteger number = new BigInteger(bigEndian);
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private void push(Object object) {
    stack.add(object);
  }

  private Object peek() {
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private List<Object> popLast(int count) {
    return take(stack.size() - count, 0);
  }

  private List<Object> popToMark() {
    int mark = stack.lastIndexOf(MARK);
    return take(mark + 1, 1);
  }

  private List<Object> take(int from, int marks) {
    List<Object> taken = stack.subList(from, stack.size());
    List<Object> result = new ArrayList<>(taken);
    stack.subList(from - marks, stack.size()).clear();
    return result;
  }
}
