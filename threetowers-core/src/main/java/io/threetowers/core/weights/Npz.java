package io.threetowers.core.weights;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipException;

/** Arrays of {@code numpy.savez}: a zip archive of {@code NAME.npy}; names may hold slashes. */
final class Npz {
  static final String SUFFIX = ".npy";

  private Npz() {}

  /**
   * Finds the arrays.
   *
   * @throws IllegalArgumentException if one is damaged; the message goes on from the file's name
   */
  static StoredTensors.Contents read(ZipContents archive) throws IOException {
    SortedMap<String, Stored> tensors = new TreeMap<>();
    for (String entry : archive.names()) {
      if (!entry.endsWith(SUFFIX)) {
        throw new IllegalArgumentException(
            "it holds " + Quoted.name(entry) + ", which is no array of NumPy");
      }
      String name = entry.substring(0, entry.length() - SUFFIX.length());
      Bytes bytes = archive.bytes(entry);
      try {
        tensors.put(name, NpyHeader.read(bytes));
      } catch (IllegalArgumentException | ZipException e) {
        throw new IllegalArgumentException("its array " + Quoted.name(name) + " " + damage(e), e);
      }
    }
    return StoredTensors.Contents.of("NumPy", tensors);
  }

  private static String damage(Exception e) {
    return e instanceof ZipException ? "is damaged: " + e.getMessage() : "" + e.getMessage();
  }
}
