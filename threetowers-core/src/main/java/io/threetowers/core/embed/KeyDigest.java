package io.threetowers.core.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.core.digest.Sha256;
import java.security.MessageDigest;

/** SHA-256 of texts in their order. */
final class KeyDigest {
  private final MessageDigest digest = Sha256.digest();

  void add(String key) {
    digest.update(key.getBytes(UTF_8));
    digest.update((byte) 0);
  }

  /** Of those so far; begins anew. */
  String hex() {
    return Sha256.hex(digest);
  }
}
