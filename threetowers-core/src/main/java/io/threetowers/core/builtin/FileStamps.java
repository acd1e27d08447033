package io.threetowers.core.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Files as they look from outside: where one is changed its size or its date is another, unless
 * somebody puts the date back.
 */
final class FileStamps {
  private final MessageDigest digest;

  FileStamps() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Something that says how files are read. */
  FileStamps add(Object setting) {
    digest.update((setting + "\0").getBytes(UTF_8));
    return this;
  }

  /** A file, which need not be there. */
  FileStamps file(Path file) {
    add(file.toAbsolutePath().normalize().toString());
    try {
      BasicFileAttributes stamp = Files.readAttributes(file, BasicFileAttributes.class);
      return add(stamp.size() + " " + stamp.lastModifiedTime());
    } catch (IOException e) {
      return add("unreadable");
    }
  }

  /** Of all that was added. */
  String text() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
