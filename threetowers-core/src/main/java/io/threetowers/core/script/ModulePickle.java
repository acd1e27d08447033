package io.threetowers.core.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The pickle, protocol 2, of a module with its parameters, as torch/csrc/jit/serialization/
 * unpickler.cpp reads it: objects of the archive's classes whose state is their attributes; a
 * tensor is a view of a storage that lies in the archive under its number.
 */
final class ModulePickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<NDArray> storages;
  private int depth;

  /** A pickle; each tensor is added to {@code storages}, in the order of their numbers. */
  ModulePickle(List<NDArray> storages) {
    this.storages = storages;
    write(0x80, 2);
  }

  /** An object without arguments, and the dictionary that becomes its attributes. */
  void begin(String type) {
    global("__torch__", type);
    write(')', 0x81, '}', '(');
    name("training");
    write(0x89);
    depth++;
  }

  void end() {
    write('u', 'b');
    depth--;
    if (depth == 0) {
      write('.');
    }
  }

  /** The key of the next value. */
  ModulePickle name(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    write('X');
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  void tensor(NDArray value) {
    if (value.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("a parameter of type " + value.getDataType());
    }
    Shape shape = value.getShape();
    global("torch._utils", "_rebuild_tensor_v2");
    write('(', '(');
    name("storage");
    global("torch", "FloatStorage");
    name(String.valueOf(storages.size())).name("cpu");
    integer(shape.size());
    write('t', 'Q');
    integer(0);
    write('(');
    for (long size : shape.getShape()) {
      integer(size);
    }
    write('t', '(');
    long stride = shape.size();
    for (long size : shape.getShape()) {
      stride = size == 0 ? 1 : stride / size;
      integer(stride);
    }
    write('t', 0x89); // requires no gradient until it is asked to
    global("collections", "OrderedDict");
    write(')', 'R', 't', 'R');
    storages.add(value);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private void global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(UTF_8));
  }

  /** A signed 32-bit integer, or a long of eight bytes. */
  private void integer(long value) {
    if (value <= Integer.MAX_VALUE) {
      write('J');
      number((int) value);
    } else {
      write(0x8a, Long.BYTES);
      out.writeBytes(
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }
  }

  private void number(int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private void write(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
  }
}
