package io.threetowers.trackers.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of records, framed as {@code tensorflow/core/lib/io/record_writer.h} says: length, its
 * checksum, data, its checksum. A record is with the system once it was appended. Readers go no
 * further than one that was cut short, so nothing may follow that.
 */
final class EventFile implements AutoCloseable {
  private static final int FRAME = Long.BYTES + Integer.BYTES + Integer.BYTES;

  /** Of {@code crc32c.h}, lest a checksum over data with a checksum go wrong. */
  private static final int MASK = 0xa282ead8;

  private final SeekableByteChannel channel;

  EventFile(SeekableByteChannel channel) {
    this.channel = channel;
  }

  /** A new file. */
  static EventFile create(Path path) throws IOException {
    return new EventFile(
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** Appends a record, or nothing. */
  void append(byte[] data) throws IOException {
    long start = channel.position();
    try {
      write(data);
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
  }

  private void write(byte[] data) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(FRAME + data.length).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedChecksum(record.array(), Long.BYTES));
    record.put(data).putInt(maskedChecksum(data, data.length)).flip();
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  private static int maskedChecksum(byte[] data, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(data, 0, length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
