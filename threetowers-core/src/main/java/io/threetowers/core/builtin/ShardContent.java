package io.threetowers.core.builtin;

import io.threetowers.api.data.Value;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The contents of a shard's members while its window is in use. */
interface ShardContent extends Closeable {

  /** A small member, read now. */
  byte[] read(int example, int slot) throws IOException;

  /** A member that a worker reads, possibly after this is closed. */
  Value.Raw raw(int example, int slot);

  /** Contents that lie in memory. */
  static ShardContent inMemory(Shard shard, List<byte[]> contents) {
    return new ShardContent() {
      @Override
      public byte[] read(int example, int slot) {
        return contents.get(example * shard.slots() + slot);
      }

      @Override
      public Value.Raw raw(int example, int slot) {
        return Value.Raw.of(read(example, slot));
      }

      @Override
      public void close() {}
    };
  }

  /** Contents read from a plain tar where they lie. */
  static ShardContent inFile(Shard shard) throws IOException {
    FileChannel channel = FileChannel.open(shard.file(), StandardOpenOption.READ);
    return new ShardContent() {
      @Override
      public byte[] read(int example, int slot) throws IOException {
        return readAt(channel, shard.offset(example, slot), shard.length(example, slot));
      }

      @Override
      public Value.Raw raw(int example, int slot) {
        Path file = shard.file();
        long offset = shard.offset(example, slot);
        int length = shard.length(example, slot);
        return new Value.Raw(() -> readAt(file, offset, length));
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /**
   * Through a channel of its own: interrupting a thread closes the channel that it reads, which
   * must not hit others.
   */
  private static byte[] readAt(Path file, long offset, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return readAt(channel, offset, length);
    }
  }

  private static byte[] readAt(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(length);
    while (content.hasRemaining()) {
      if (channel.read(content, offset + content.position()) < 0) {
        throw new EOFException("the tar ends within a member");
      }
    }
    return content.array();
  }
}
