package io.threetowers.core.builtin;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tar once and notes its complete examples; of a gzipped one it keeps the contents, for
 * there is no way back.
 */
final class ShardScan {
  /** Folder and name up to the first dot are the key, as in webdataset's {@code base_plus_ext}. */
  private static final Pattern NAME = Pattern.compile("((?:.*/)?[^./][^./]*)\\.([^/]*)");

  private static final int BUFFER = 1 << 16;

  /** No image or text; more does not fit into an array. */
  private static final int LARGEST = 1 << 30;

  private final Path file;
  private final boolean gzipped;
  private final List<List<String>> slots;
  private final LeftOut leftOut;
  private final List<String> keys = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private final Set<String> extensions = new TreeSet<>();

  private Optional<String> damage = Optional.empty();
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
   * Reads {@code file}; a damaged one counts up to the damage.
   *
   * @param slots the extensions of each member that an example needs, the preferred first
   */
  static ShardScan of(Path file, List<List<String>> slots, LeftOut leftOut) {
    ShardScan scan = new ShardScan(file, false, slots, leftOut);
    try {
      if (Files.size(file) == 0) {
        throw new EOFException("the file is empty");
      }
      if (isGzipped(file)) {
        scan = new ShardScan(file, true, slots, leftOut);
      } else if (scan.jump()) {
        return scan;
      } else {
        scan = new ShardScan(file, false, slots, leftOut);
      }
      scan.walk();
      scan.endGroup();
    } catch (IOException e) {
      String reason = describe(file, e);
      scan.damage =
          Optional.of(
              scan.groupKey.isEmpty()
                  ? reason
                  : "what follows '%s' cannot be read: %s".formatted(scan.groupKey, reason));
      // The last example may lack members that the damage has taken; that is no news.
      scan.endGroup(false);
    }
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

  /** Why the file could not be read to its end. */
  Optional<String> damage() {
    return damage;
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

  /**
   * Reads the headers only, jumping from one to the next; false if the file is damaged somewhere.
   */
  private boolean jump() {
    List<TarArchiveEntry> entries;
    try (TarFile tar = new TarFile(file)) {
      entries = tar.getEntries();
    } catch (IOException e) {
      return false;
    }
    for (TarArchiveEntry entry : entries) {
      place(entry, entry.getDataOffset(), null);
    }
    endGroup();
    return true;
  }

  /**
   * Reads everything: a gzipped file because there is no other way, a damaged one to find what is
   * whole.
   */
  private void walk() throws IOException {
    long size = gzipped ? Long.MAX_VALUE : Files.size(file);
    InputStream plain = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try (plain;
        InputStream unpacked =
            gzipped ? new BufferedInputStream(new GZIPInputStream(plain, BUFFER), BUFFER) : plain;
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        long offset = tar.getBytesRead();
        boolean wanted = gzipped && entry.isFile() && entry.getSize() <= LARGEST;
        byte[] content = wanted ? tar.readNBytes((int) entry.getSize()) : null;
        if (offset + entry.getSize() > size
            || (content != null && content.length < entry.getSize())) {
          throw new EOFException("it ends within '" + entry.getName() + "'");
        }
        place(entry, offset, content);
      }
    }
  }

  /** Puts a member into the group of its key. */
  private void place(TarArchiveEntry entry, long offset, byte @Nullable [] content) {
    Matcher name = NAME.matcher(entry.getName());
    if (!entry.isFile() || !name.matches()) {
      return;
    }
    if (!name.group(1).equals(groupKey)) {
      endGroup();
      groupKey = name.group(1);
    }
    String extension = name.group(2).toLowerCase(Locale.ROOT);
    extensions.add(extension);
    groupExtensions.add(extension);
    for (int slot = 0; slot < slots.size(); slot++) {
      int rank = slots.get(slot).indexOf(extension);
      Part before = group[slot];
      boolean preferred = rank >= 0 && (before == null || rank < before.rank());
      if (preferred && entry.getSize() <= LARGEST) {
        group[slot] = new Part(rank, offset, (int) entry.getSize(), content);
      }
    }
  }

  /** What a damaged file is, in words. */
  private static String describe(Path file, IOException damage) {
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(40), StandardCharsets.ISO_8859_1);
      if (start.isEmpty()) {
        return "the file is empty";
      } else if (start.length() > 8
          && start.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\n')) {
        return "it is text that begins with '%s'; was it downloaded in full?"
            .formatted(start.lines().findFirst().orElseThrow());
      }
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    return damage instanceof EOFException
        ? "the file is cut short"
        : String.valueOf(damage.getMessage());
  }

  private void endGroup() {
    endGroup(true);
  }

  /**
   * Ends the group of a key.
   *
   * @param whole whether all its members have been seen
   */
  private void endGroup(boolean whole) {
    List<String> missing = new ArrayList<>();
    for (int slot = 0; slot < group.length; slot++) {
      if (group[slot] == null) {
        missing.add(String.join(" or ", slots.get(slot)));
      }
    }
    if (!groupKey.isEmpty() && missing.isEmpty()) {
      keys.add(groupKey);
      parts.addAll(List.of(group));
    } else if (!groupKey.isEmpty() && whole) {
      leftOut.add(
          file.getFileName() + "/" + groupKey,
          "it has no %s, only %s".formatted(String.join(" and no ", missing), groupExtensions));
    }
    groupKey = "";
    group = new Part[slots.size()];
    groupExtensions.clear();
  }
}
