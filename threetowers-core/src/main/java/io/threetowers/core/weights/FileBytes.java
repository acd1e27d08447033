package io.threetowers.core.weights;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The bytes of an open file.
 *
 * <p>Read and not mapped: a map of a file that somebody shortens takes the process down, and it is
 * released only when the garbage collector pleases.
 *
 * @param channel the file; whoever opened it closes it
 * @param size of the file when it was opened
 */
record FileBytes(FileChannel channel, long size) implements Bytes {

  static FileBytes of(FileChannel channel) throws IOException {
    return new FileBytes(channel, channel.size());
  }

  @Override
  public boolean isShareable() {
    return true;
  }

  @Override
  public void read(ByteBuffer into, long position) throws IOException {
    long at = position;
    while (into.hasRemaining()) {
      int count = channel.read(into, at);
      if (count < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      at += count;
    }
  }
}
