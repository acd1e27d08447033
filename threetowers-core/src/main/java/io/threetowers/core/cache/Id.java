package io.threetowers.core.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.core.digest.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** The first 128 bits of a SHA-256. */
record Id(long high, long low) {

  /** Of an example's key, whatever its content. */
  static Id of(String key) {
    return of(Sha256.digest().digest(key.getBytes(UTF_8)));
  }

  static Id of(MessageDigest digest) {
    return of(digest.digest());
  }

  private static Id of(byte[] hash) {
    ByteBuffer bytes = ByteBuffer.wrap(hash);
    return new Id(bytes.getLong(), bytes.getLong());
  }
}
