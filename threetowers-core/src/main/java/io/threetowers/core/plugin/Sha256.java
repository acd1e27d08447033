package io.threetowers.core.plugin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** SHA-256 of a file or of a folder, in lower-case hexadecimal. */
final class Sha256 {

  private Sha256() {}

  /**
   * A folder's is that of the lines {@code HASH PATH} of its files, sorted by path, as {@code
   * sha256sum} writes them.
   */
  static String of(Path file) throws IOException {
    if (!Files.isDirectory(file)) {
      return hex(ofContent(file));
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
        lines.append(hex(ofContent(file.resolve(path)))).append("  ").append(path).append('\n');
      }
    }
    MessageDigest digest = digest();
    digest.update(lines.toString().getBytes(UTF_8));
    return hex(digest);
  }

  private static MessageDigest ofContent(Path file) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return digest;
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
