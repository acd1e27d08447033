package io.threetowers.core.builtin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A real file on a disk that has only so much room, and fails in the middle of a write. */
final class FullDisk implements SeekableByteChannel {
  static final int MUCH = 1_000_000;

  /** Bytes that can be written yet. */
  int room = MUCH;

  private final SeekableByteChannel file;

  FullDisk(Path path) throws IOException {
    file = Files.newByteChannel(path, StandardOpenOption.WRITE);
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    if (room == 0) {
      throw new IOException("No space left on device");
    }
    int written = file.write(bytes.slice(bytes.position(), Math.min(room, bytes.remaining())));
    bytes.position(bytes.position() + written);
    room -= written;
    return written;
  }

  @Override
  public SeekableByteChannel truncate(long size) throws IOException {
    file.truncate(size);
    return this;
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return file.read(bytes);
  }

  @Override
  public long position() throws IOException {
    return file.position();
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    file.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
