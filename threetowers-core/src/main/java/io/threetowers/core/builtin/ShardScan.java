package io.threetowers.core.builtin;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tar once and notes its complete examples; of a gzipped one it keeps the contents, for
 * there is no way back.
 */
final class ShardScan {
  /** Folder and name up to the first dot are the key, as in webdataset's {@code base_plus_ext}. */
  private static final Pattern NAME = Pattern.compile("((?:.*/)?[^./][^./]*)\\.([^/]*)");

  private static final int GZIP_BUFFER = 1 << 16;

  private final Path file;
  private final boolean gzipped;
  private final List<List<String>> slots;
  private final LeftOut leftOut;
  private final List<String> keys = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final Set<String> extensions = new TreeSet<>();

  private String groupKey = "";
  private @Nullable Part[] group;
  private final Set<String> groupExtensions = new TreeSet<>();

  /** A member's content: where it is and, if it had to be unpacked, the content itself. */
  @SuppressWarnings("ArrayRecordComponent") // bytes as they are; never compared
  private record Part(int rank, long offset, int length, byte @Nullable [] content) {}

  private ShardScan(Path file, boolean gzipped, List<List<String>> slots, LeftOut leftOut) {
    this.file = file;
    this.gzipped = gzipped;
    this.slots = slots;
    this.leftOut = leftOut;
    group = new Part[slots.size()];
  }

  /**
   * Reads the headers of {@code file}; a damaged file counts up to the damage.
   *
   * @param slots the extensions of each member that an example needs, the preferred first
   */
  static ShardScan of(Path file, List<List<String>> slots, LeftOut leftOut) {
    boolean gzipped = false;
    ShardScan scan = new ShardScan(file, false, slots, leftOut);
    try {
      gzipped = isGzipped(file);
      scan = new ShardScan(file, gzipped, slots, leftOut);
      scan.walk();
    } catch (IOException e) {
      leftOut.add(
          file.getFileName() + " after " + scan.groupKey,
          "the file is damaged, what follows cannot be read: " + e.getMessage());
    }
    scan.endGroup();
    return scan;
  }

  /** The index. */
  Shard shard() {
    long[] offsets = parts.stream().mapToLong(Part::offset).toArray();
    int[] lengths = parts.stream().mapToInt(Part::length).toArray();
    return new Shard(file, gzipped, slots.size(), keys, offsets, lengths);
  }

  /** (examples x slots) contents of a gzipped shard. */
  List<byte[]> contents() {
    return parts.stream().map(Part::content).toList();
  }

  /** Every extension that occurs. */
  Set<String> extensions() {
    return extensions;
  }

  private static boolean isGzipped(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private void walk() throws IOException {
    long size = gzipped ? Long.MAX_VALUE : Files.size(file);
    // A plain file is not buffered: skipping a content is a seek.
    InputStream plain = new FileInputStream(file.toFile());
    try (plain;
        InputStream unpacked =
            gzipped
                ? new BufferedInputStream(new GZIPInputStream(plain, GZIP_BUFFER), GZIP_BUFFER)
                : plain;
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (tar.getBytesRead() + entry.getSize() > size) {
          throw new IOException("it ends within '" + entry.getName() + "'");
        }
        Matcher name = NAME.matcher(entry.getName());
        if (entry.isFile() && name.matches()) {
          member(name.group(1), name.group(2).toLowerCase(Locale.ROOT), entry, tar);
        }
      }
    }
  }

  private void member(
      String key, String extension, TarArchiveEntry entry, TarArchiveInputStream tar)
      throws IOException {
    if (!key.equals(groupKey)) {
      endGroup();
      groupKey = key;
    }
    extensions.add(extension);
    groupExtensions.add(extension);
    byte[] content = null;
    long offset = tar.getBytesRead();
    for (int slot = 0; slot < slots.size(); slot++) {
      int rank = slots.get(slot).indexOf(extension);
      Part before = group[slot];
      if (rank < 0 || (before != null && before.rank() <= rank)) {
        continue;
      }
      int length = Math.toIntExact(Math.min(entry.getSize(), Integer.MAX_VALUE - 8));
      if (gzipped && content == null) {
        content = tar.readNBytes(length);
        if (content.length < length) {
          throw new IOException("it ends within '" + entry.getName() + "'");
        }
      }
      group[slot] = new Part(rank, offset, length, content);
    }
  }

  private void endGroup() {
    List<String> missing = new ArrayList<>();
    for (int slot = 0; slot < group.length; slot++) {
      if (group[slot] == null) {
        missing.add(String.join(" or ", slots.get(slot)));
      }
    }
    if (!groupKey.isEmpty() && missing.isEmpty()) {
      keys.add(groupKey);
      parts.addAll(List.of(group));
    } else if (!groupKey.isEmpty()) {
      leftOut.add(
          file.getFileName() + "/" + groupKey,
          "it has no %s, only %s".formatted(String.join(" and no ", missing), groupExtensions));
    }
    groupKey = "";
    group = new Part[slots.size()];
    groupExtensions.clear();
  }
}
