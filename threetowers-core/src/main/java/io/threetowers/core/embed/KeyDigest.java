package io.threetowers.core.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts in their order. */
final class KeyDigest {
  private final MessageDigest digest = sha256();

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  void add(String key) {
    digest.update(key.getBytes(UTF_8));
    digest.update((byte) 0);
  }

  /** Of those so far; begins anew. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
