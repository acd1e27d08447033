package io.threetowers.core.digest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256, as text in lower-case hexadecimal. */
public final class Sha256 {
  private static final int BUFFER = 1 << 18;

  private Sha256() {}

  /** A new one, of nothing so far. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Of what a digest was given; it begins anew. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of a text in UTF-8. */
  public static String hex(String text) {
    MessageDigest digest = digest();
    digest.update(text.getBytes(UTF_8));
    return hex(digest);
  }

  /**
   * Of a file's content, or of a folder: of the lines {@code HASH PATH} of its files, sorted by
   * path, as {@code sha256sum} writes them.
   */
  public static String of(Path file) throws IOException {
    if (!Files.isDirectory(file)) {
      return ofContent(file);
    }
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> files = Files.walk(file)) {
      List<String> paths =
          files
              .filter(Files::isRegularFile)
              .map(path -> file.relativize(path).toString().replace('\\', '/'))
              .sorted()
              .toList();
      for (String path : paths) {
        lines.append(ofContent(file.resolve(path))).append("  ").append(path).append('\n');
      }
    }
    return hex(lines.toString());
  }

  private static String ofContent(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return hex(digest);
  }
}
