package io.threetowers.core.weights;

import io.threetowers.core.weights.PickleObjects.Storage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What {@code torch.save} has written since PyTorch 1.6, and what {@code torch.jit.save} writes: a
 * zip archive of a pickle and one file for each storage (torch/serialization.py).
 */
final class TorchArchive {
  private static final String PICKLE = "/data.pkl";
  private static final int LONGEST = 32 << 20;

  private final ZipContents archive;
  private final String pickle;
  private final String storageFolder;
  private final Map<String, Storage> storages = new HashMap<>();

  private TorchArchive(ZipContents archive, String pickle, String storageFolder) {
    this.archive = archive;
    this.pickle = pickle;
    this.storageFolder = storageFolder;
  }

  /** The folder in an archive that holds the pickle; empty if this is none of PyTorch's. */
  static Optional<String> root(SortedSet<String> names) {
    return names.stream()
        .filter(
            name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
        .map(name -> name.substring(0, name.length() - PICKLE.length()))
        .findFirst();
  }

  /**
   * Finds the tensors.
   *
   * @throws IllegalArgumentException if the archive is damaged or asks for something else; the
   *     message goes on from the file's name
   */
  static StoredTensors.Contents read(ZipContents archive, String root) throws IOException {
    return TorchNames.of(object(archive, root));
  }

  /** What its pickle holds. */
  static Object object(ZipContents archive, String root) throws IOException {
    requireLittleEndian(archive, root + "/byteorder");
    return new TorchArchive(archive, root + PICKLE, root + "/data/").object();
  }

  /** The tensors that are part of a module's code. */
  static Object constants(ZipContents archive, String root) throws IOException {
    return new TorchArchive(archive, root + "/constants.pkl", root + "/constants/").object();
  }

  private static void requireLittleEndian(ZipContents archive, String order) throws IOException {
    if (archive.names().contains(order)) {
      Bytes bytes = archive.bytes(order);
      if (bytes.size() > 0 && bytes.small(0, 1).get(0) == 'b') {
        throw new IllegalArgumentException("it was saved on a big-endian machine");
      }
    }
  }

  private Object object() throws IOException {
    Bytes bytes = archive.bytes(pickle);
    if (bytes.size() > LONGEST) {
      throw new IllegalArgumentException(
          "its pickle has %d bytes, and one of tensors at most %d"
              .formatted(bytes.size(), LONGEST));
    }
    bytes.verify();
    return Unpickler.read(new PickleInput(bytes, LONGEST), this::storage);
  }

  /** The type of a storage of that name. */
  static TensorType type(List<?> id) {
    PickleClass storage = (PickleClass) id.get(1);
    return storage
        .storage()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it holds a storage of the unknown type " + Quoted.name(storage.name())));
  }

  private Storage storage(List<?> id) {
    TensorType type = type(id);
    String key = (String) id.get(2);
    Storage known = storages.get(key);
    if (known == null) {
      known = new Storage(type, (Long) id.get(4));
      Bytes bytes = archive.bytes(storageFolder + key);
      if (known.count() < 0 || known.count() > bytes.size() / type.bytes()) {
        throw new IllegalArgumentException(
            "its storage %s claims %d numbers, but has %d bytes"
                .formatted(Quoted.name(key), known.count(), bytes.size()));
      }
      known.bytes(bytes);
      storages.put(key, known);
    }
    if (known.type() != type) {
      throw new IllegalArgumentException("its storage " + Quoted.name(key) + " has two types");
    }
    return known;
  }
}
