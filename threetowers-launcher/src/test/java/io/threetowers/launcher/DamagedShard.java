package io.threetowers.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Examples of the emoji, some of whose images cannot be decoded. */
final class DamagedShard {
  private static final Path WHOLE = Distribution.HOME.resolve("data/emoji/test-concept-000.tar.gz");
  private static final int EXAMPLES = 40;

  private DamagedShard() {}

  /**
   * A decompression bomb, a page in place of an image, half an image, nothing; the rest is whole.
   */
  static void write(Path file) throws IOException {
    List<byte[]> damages = List.of(bomb(), "<html>404</html>".getBytes(UTF_8), new byte[0]);
    copy(
        file,
        (number, image) -> {
          if (number < damages.size()) {
            return damages.get(number);
          }
          return number == damages.size() ? Arrays.copyOf(image, image.length / 2) : image;
        });
  }

  /** Nothing but pages in place of images. */
  static void writePages(Path file) throws IOException {
    byte[] page = "<html>404</html>".getBytes(UTF_8);
    copy(file, (number, image) -> page);
  }

  /** Nothing but decompression bombs. */
  static void writeBombs(Path file) throws IOException {
    byte[] bomb = bomb();
    copy(file, (number, image) -> bomb);
  }

  @FunctionalInterface
  private interface Damage {
    byte[] of(int number, byte[] image);
  }

  private static void copy(Path file, Damage damage) throws IOException {
    int images = 0;
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(WHOLE));
        TarArchiveInputStream in = new TarArchiveInputStream(packed);
        OutputStream plain = Files.newOutputStream(file);
        TarArchiveOutputStream out = new TarArchiveOutputStream(plain)) {
      for (TarArchiveEntry entry = in.getNextEntry();
          entry != null && !(images == EXAMPLES && entry.getName().endsWith(".json"));
          entry = in.getNextEntry()) {
        byte[] content = in.readAllBytes();
        if (entry.getName().endsWith(".png")) {
          content = damage.of(images++, content);
        }
        TarArchiveEntry copy = new TarArchiveEntry(entry.getName());
        copy.setSize(content.length);
        out.putArchiveEntry(copy);
        out.write(content);
        out.closeArchiveEntry();
      }
    }
  }

  /** A PNG of some bytes that claims 50,000 x 50,000 pixels, which are 7.5 GB. */
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(50_000).putInt(50_000);
    header.put(new byte[] {8, 2, 0, 0, 0});
    chunk(png, "IHDR", header.array());
    chunk(png, "IDAT", new byte[100]);
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] content)
      throws IOException {
    CRC32 sum = new CRC32();
    sum.update(type.getBytes(UTF_8));
    sum.update(content);
    png.write(ByteBuffer.allocate(4).putInt(content.length).array());
    png.write(type.getBytes(UTF_8));
    png.write(content);
    png.write(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }
}
