package io.threetowers.trackers.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files on a disk that has room for so many bytes; a write takes what still fits. */
final class FullDisk {
  private long room;

  FullDisk(long room) {
    this.room = room;
  }

  void clear(long bytes) {
    room += bytes;
  }

  EventFile open(Path path) throws IOException {
    return new EventFile(
        new Limited(
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
  }

  private final class Limited implements SeekableByteChannel {
    private final FileChannel channel;

    Limited(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      ByteBuffer fits = source.slice(source.position(), (int) Math.min(room, source.remaining()));
      int written = channel.write(fits);
      source.position(source.position() + written);
      room -= written;
      return written;
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      room += channel.size() - size;
      channel.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return channel.read(target);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
