package io.threetowers.core.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;

/** A process that holds the lock of a cache and appends chunk after chunk until it is killed. */
final class FillingProcess {
  static final Layout LAYOUT = new Layout(64, 1, 256);

  private FillingProcess() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    try (CacheLock lock = CacheLock.writer(folder, () -> System.out.println("waiting"));
        RowFile rows = RowFile.write(new CacheFiles(folder).rows(), LAYOUT)) {
      for (long chunk = rows.chunks(); lock != null; chunk++) {
        rows.append(chunk, directory(chunk), rows(chunk));
        System.out.println(chunk);
      }
    }
  }

  static Directory directory(long chunk) {
    List<Id> ids = new ArrayList<>();
    for (int i = 0; i < LAYOUT.chunk(); i++) {
      ids.add(new Id(chunk, i));
    }
    return new Directory(ids, new BitSet());
  }

  static byte[] rows(long chunk) {
    byte[] rows = new byte[LAYOUT.rowsBytes()];
    new Random(chunk).nextBytes(rows);
    return rows;
  }
}
