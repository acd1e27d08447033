package io.threetowers.core.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A zip archive as data: its entries are checked against the file and against each other, and never
 * become files.
 */
final class ZipContents implements Closeable {
  /** Some 20,000 entries: a checkpoint has a few thousand. */
  private static final long MAX_TABLE = 2 << 20;

  /** Deflate packs no tighter (zlib, technical notes: 1032:1). */
  private static final long TIGHTEST = 1032;

  private final ZipFile archive;
  private final SortedMap<String, Bytes> entries = new TreeMap<>();

  private ZipContents(ZipFile archive) {
    this.archive = archive;
  }

  /**
   * Reads the table of an archive.
   *
   * @param channel closed with the archive
   * @throws IllegalArgumentException if the archive is damaged; the message goes on from the file's
   *     name
   */
  static ZipContents open(FileChannel channel) throws IOException {
    Bytes file = FileBytes.of(channel);
    ZipContents contents;
    try {
      BoundedTable table = new BoundedTable(channel, MAX_TABLE);
      contents =
          new ZipContents(
              ZipFile.builder()
                  .setSeekableByteChannel(table)
                  .setIgnoreLocalFileHeader(true)
                  .setUseUnicodeExtraFields(false)
                  .get());
      table.lift();
    } catch (IOException | RuntimeException e) {
      // The library throws whatever its reading of a damaged table ends in.
      throw new IllegalArgumentException("its zip table is damaged, cut off or far too long", e);
    }
    contents.check(file);
    return contents;
  }

  private void check(Bytes file) throws IOException {
    List<ZipArchiveEntry> found = new ArrayList<>(Collections.list(archive.getEntries()));
    found.sort(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset));
    long end = 0;
    for (ZipArchiveEntry entry : found) {
      String name = entry.getName();
      if (entry.getLocalHeaderOffset() < end) {
        throw new IllegalArgumentException(
            "its zip entry " + Quoted.name(name) + " overlaps the one before it");
      }
      long begin = dataOffset(entry);
      Bytes packed;
      try {
        packed = file.part(begin, entry.getCompressedSize());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "its zip entry %s of %d bytes from byte %d ends beyond the file, which has %d: it was cut off"
                .formatted(Quoted.name(name), entry.getCompressedSize(), begin, file.size()),
            e);
      }
      end = begin + packed.size();
      if (!entry.isDirectory()) {
        checkName(name);
        if (entries.put(name, unpacked(entry, packed)) != null) {
          throw new IllegalArgumentException(Quoted.name(name) + " stands twice in its zip table");
        }
      }
    }
  }

  private long dataOffset(ZipArchiveEntry entry) throws IOException {
    try {
      archive.getRawInputStream(entry).close();
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "its zip entry " + Quoted.name(entry.getName()) + " is damaged", e);
    }
    return entry.getDataOffset();
  }

  /** Nothing is ever unpacked to a folder, but who writes such names means harm. */
  private static void checkName(String name) {
    if (name.startsWith("/")
        || name.contains("\\")
        || List.of(name.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException(
          "its zip entry %s names a place outside the archive".formatted(Quoted.name(name)));
    }
  }

  private static Bytes unpacked(ZipArchiveEntry entry, Bytes packed) {
    boolean stored = entry.getMethod() == ZipArchiveEntry.STORED;
    boolean deflated = entry.getMethod() == ZipArchiveEntry.DEFLATED;
    String name = Quoted.name(entry.getName());
    if ((!stored && !deflated) || entry.getGeneralPurposeBit().usesEncryption()) {
      throw new IllegalArgumentException(
          "its zip entry %s is neither stored nor deflated, or encrypted".formatted(name));
    }
    long size = entry.getSize();
    if (size < 0
        || (stored && size != packed.size())
        || (deflated && size / TIGHTEST > packed.size())) {
      throw new IllegalArgumentException(
          "its zip entry %s claims %d bytes in %d".formatted(name, size, packed.size()));
    }
    return new ZipEntryBytes(packed, size, deflated, entry.getCrc());
  }

  /** The names of all files in it. */
  SortedSet<String> names() {
    return new TreeSet<>(entries.keySet());
  }

  /** What a file holds that is there. */
  Bytes bytes(String name) {
    Bytes bytes = entries.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("it lacks the zip entry " + Quoted.name(name));
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
