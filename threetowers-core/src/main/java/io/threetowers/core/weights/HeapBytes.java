package io.threetowers.core.weights;

import java.nio.ByteBuffer;

/** A few bytes in memory. */
record HeapBytes(ByteBuffer bytes) implements Bytes {

  @Override
  public long size() {
    return bytes.capacity();
  }

  @Override
  public void read(ByteBuffer into, long position) {
    int count = into.remaining();
    into.put(bytes.duplicate().clear().slice((int) position, count));
  }
}
