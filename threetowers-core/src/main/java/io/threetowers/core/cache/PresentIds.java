package io.threetowers.core.cache;

import java.io.IOException;
import java.nio.file.Path;

/** Where each content stands in a file of rows; in a mapped file that goes away with this. */
final class PresentIds implements AutoCloseable {
  private final Path file;
  private final Mapping memory;
  private final HashTable table;

  /**
   * Reads the directories of all chunks; damaged ones have nothing.
   *
   * @param file of which nobody else knows
   */
  PresentIds(RowFile rows, Path file) throws IOException {
    this.file = file;
    long chunks = rows.chunks();
    Layout layout = rows.layout();
    long capacity = HashTable.capacity(chunks * layout.chunk());
    HashTable.zeros(file, HashTable.bytes(capacity));
    memory = Mapping.of(file, HashTable.bytes(capacity), true);
    table = new HashTable(memory, 0, capacity);
    for (long chunk = 0; chunk < chunks; chunk++) {
      Directory directory = rows.directory(chunk).orElseGet(Directory::givenUp);
      for (int place = 0; place < directory.ids().size(); place++) {
        long position =
            directory.unreadable().get(place)
                ? Position.UNREADABLE
                : Position.of(chunk, place, layout);
        table.put(directory.ids().get(place), position);
      }
    }
  }

  /** The {@link Position} of a content; 0 if it has none. */
  long position(Id content) throws IOException {
    return memory.guarded(() -> table.get(content));
  }

  @Override
  public void close() {
    CacheFiles.removeQuietly(file);
  }
}
