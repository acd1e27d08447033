package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.core.weights.PickleObjects.Attributes;
import io.threetowers.core.weights.PickleObjects.Dictionary;
import io.threetowers.core.weights.PickleObjects.Storage;
import io.threetowers.core.weights.PickleObjects.Tagged;
import io.threetowers.core.weights.PickleObjects.Tuple;
import io.threetowers.core.weights.PickleObjects.View;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Writes what {@link Unpickler} read as torch/csrc/jit/serialization/unpickler.cpp reads it
 * (pickle, protocol 2), with nothing in the place of parameters.
 */
final class ModulePickler {
  /** What a list holds is written wherever the list stands, so that few bytes could become many. */
  private static final int MAX_VALUES = 1_000_000;

  private static final int DEEPEST = 200;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Storage> storages = new ArrayList<>();
  private final IdentityHashMap<Attributes, Integer> objects = new IdentityHashMap<>();
  private final ModuleSlots slots;
  private final ModuleNames names;
  private final String device;
  private int values;
  private int depth;

  ModulePickler(ModuleSlots slots, ModuleNames names, String device) {
    this.slots = slots;
    this.names = names;
    this.device = device;
    write(0x80, 2);
  }

  /** Those whose numbers must lie beside the pickle, by their index. */
  List<Storage> storages() {
    return storages;
  }

  byte[] bytes() {
    write('.');
    return out.toByteArray();
  }

  /** Begins an object of a class with the state {@code {"training": False, attribute: …}}. */
  void wrapper(String module, String name, String attribute, Object value) {
    name(new PickleClass(module, name));
    write(')', 0x81, '}', '(');
    text("training");
    write(0x89);
    text(attribute);
    value(value);
    write('u', 'b');
  }

  /**
   * Writes a value and all that it holds.
   *
   * @throws IllegalArgumentException if it is of a kind that the engine has no use for; the message
   *     goes on from the file's name
   */
  void value(Object value) {
    values++;
    if (values > MAX_VALUES || depth > DEEPEST) {
      throw new IllegalArgumentException("its objects contain each other too often");
    }
    depth++;
    any(value);
    depth--;
  }

  private void any(Object value) {
    if (value == PickleObjects.NONE) {
      write('N');
    } else if (value instanceof Boolean truth) {
      write(truth ? 0x88 : 0x89);
    } else if (value instanceof Long number) {
      number(number);
    } else if (value instanceof Double number) {
      write('G');
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof View tensor) {
      tensor(tensor);
    } else if (value instanceof Attributes object) {
      object(object);
    } else if (value instanceof Tagged tagged) {
      tagged(tagged);
    } else if (value instanceof Dictionary dictionary) {
      dictionary(dictionary);
    } else if (value instanceof List<?> list) {
      list(list);
    } else {
      throw new IllegalArgumentException("it holds an attribute of an unknown kind");
    }
  }

  /** An object that stands in two places is one object in both. */
  private void object(Attributes object) {
    Integer known = objects.get(object);
    if (known != null) {
      write('j');
      integer(known);
      return;
    }
    name(object.type());
    write(')', 0x81, '}', '(');
    requireWhole(object.state());
    object
        .state()
        .entries()
        .forEach(
            (key, value) -> {
              text(names.name(String.valueOf(key)));
              if (slots.holds(object, key)) {
                nothing();
              } else if (key.equals("training")) {
                write(0x89);
              } else {
                value(value);
              }
            });
    write('u', 'b', 'r');
    integer(objects.size());
    objects.put(object, objects.size());
  }

  private void tagged(Tagged tagged) {
    name(tagged.function());
    if (tagged.function().isTorchScript()) {
      value(tagged.arguments().get(0));
      write('R');
      return;
    }
    write('(');
    if (tagged.function().is("torch", "device")) {
      text(device);
    } else {
      tagged.arguments().forEach(this::value);
    }
    write('t', 'R');
  }

  private void dictionary(Dictionary dictionary) {
    requireWhole(dictionary);
    write('}', '(');
    dictionary
        .entries()
        .forEach(
            (key, value) -> {
              value(key);
              value(value);
            });
    write('u');
  }

  private static void requireWhole(Dictionary dictionary) {
    if (!dictionary.isWhole()) {
      throw new IllegalArgumentException(
          "it holds a dictionary whose keys are neither texts nor whole numbers");
    }
  }

  private void list(List<?> list) {
    boolean isTuple = list instanceof Tuple;
    if (!isTuple) {
      write(']');
    }
    write('(');
    list.forEach(this::value);
    write(isTuple ? 't' : 'e');
  }

  private void tensor(View tensor) {
    tensor.stored(); // the engine would not ask whether the numbers exist
    Storage storage = tensor.storage();
    int index = storages.indexOf(storage);
    if (index < 0) {
      index = storages.size();
      storages.add(storage);
    }
    tensor(PickleClass.of(storage.type()).name(), index, storage.count(), tensor.offset(), tensor);
  }

  /** An empty tensor: the host's takes its place before it is used. */
  private void nothing() {
    View empty = new View(new Storage(TensorType.F32, 0), 0, List.of(0L), List.of(1L), false);
    tensor("FloatStorage", 0, 0, 0, empty);
  }

  private void tensor(String type, int key, long count, long offset, View view) {
    name(new PickleClass("torch._utils", "_rebuild_tensor_v2"));
    write('(', '(');
    text("storage");
    name(new PickleClass("torch", type));
    text(String.valueOf(key));
    text(device);
    number(count);
    write('t', 'Q');
    number(offset);
    list(new Tuple(view.shape()));
    list(new Tuple(view.strides()));
    write(0x89);
    name(new PickleClass("collections", "OrderedDict"));
    write(')', 'R', 't', 'R');
  }

  private void name(PickleClass type) {
    write('c');
    out.writeBytes((type.module() + "\n" + type.name() + "\n").getBytes(US_ASCII));
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    write('X');
    integer(bytes.length);
    out.writeBytes(bytes);
  }

  private void number(long number) {
    if (number == (int) number) {
      write('J');
      integer((int) number);
    } else {
      write(0x8a, Long.BYTES);
      out.writeBytes(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array());
    }
  }

  private void integer(int number) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array());
  }

  private void write(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
  }
}
