package io.threetowers.core.cache;

import java.util.zip.CRC32C;

/** CRC-32C, for which processors have an instruction; it finds every change of up to 32 bits. */
final class Checksum {

  private Checksum() {}

  static int of(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /** Of two parts one after the other. */
  static int of(byte[] bytes, int from, int to, int from2, int to2) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    crc.update(bytes, from2, to2 - from2);
    return (int) crc.getValue();
  }
}
