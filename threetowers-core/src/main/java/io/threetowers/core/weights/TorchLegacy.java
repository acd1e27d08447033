package io.threetowers.core.weights;

import io.threetowers.core.weights.PickleObjects.Dictionary;
import io.threetowers.core.weights.PickleObjects.Storage;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code torch.save} wrote before PyTorch 1.6: five pickles (a magic number, the version, the
 * machine, the object, the keys of the storages) and each storage behind its length
 * (torch/serialization.py, _legacy_save).
 */
final class TorchLegacy {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;
  private static final int LONGEST = 32 << 20;

  private final Bytes file;
  private final PickleInput input;
  private final Map<String, Storage> storages = new HashMap<>();

  private TorchLegacy(Bytes file) {
    this.file = file;
    this.input = new PickleInput(file, LONGEST);
  }

  /**
   * Finds the tensors.
   *
   * @throws IllegalArgumentException if the file is damaged or asks for something else; the message
   *     goes on from the file's name
   */
  static StoredTensors.Contents read(Bytes file) throws IOException {
    return new TorchLegacy(file).read();
  }

  private StoredTensors.Contents read() throws IOException {
    if (!next().equals(MAGIC)) {
      throw new IllegalArgumentException("it is a pickle, but none of torch.save");
    }
    Object version = next();
    if (!version.equals(VERSION)) {
      throw new IllegalArgumentException("it is of an unknown version");
    }
    if (!(next() instanceof Dictionary machine)
        || !Boolean.TRUE.equals(machine.entries().get("little_endian"))) {
      throw new IllegalArgumentException("it was saved on a big-endian machine");
    }
    Object root = next();
    if (!(next() instanceof List<?> keys)) {
      throw new IllegalArgumentException("it does not list its storages");
    }
    locate(keys);
    return TorchNames.of(root);
  }

  private Object next() throws IOException {
    return Unpickler.read(input, this::storage);
  }

  private void locate(List<?> keys) throws IOException {
    long position = input.position();
    for (Object key : keys) {
      Storage storage = key instanceof String ? storages.remove(key) : null;
      if (storage == null) {
        throw new IllegalArgumentException("it lists a storage that it does not describe");
      }
      long size = storage.count() * storage.type().bytes();
      long begin = position + Long.BYTES;
      if (begin > file.size() || file.size() - begin < size) {
        throw new IllegalArgumentException(
            "its storage of %d bytes from byte %d ends beyond the file, which has %d: it was cut off"
                .formatted(size, begin, file.size()));
      }
      long counted = file.small(position, Long.BYTES).getLong(0);
      if (counted != storage.count()) {
        throw new IllegalArgumentException(
            "its storage of %d numbers is said to have %d".formatted(storage.count(), counted));
      }
      storage.bytes(file.part(begin, size));
      position = begin + size;
    }
  }

  private Storage storage(List<?> id) {
    TensorType type = TorchArchive.type(id);
    String key = (String) id.get(2);
    if (id.size() > 5 && id.get(5) != PickleObjects.NONE) {
      throw new IllegalArgumentException(
          "it holds parts of storages as PyTorch wrote them before 0.4; save it again by a newer one");
    }
    long count = (Long) id.get(4);
    if (count < 0 || count > file.size() / type.bytes()) {
      throw new IllegalArgumentException(
          "its storage %s claims %d numbers in a file of %d bytes"
              .formatted(Quoted.name(key), count, file.size()));
    }
    Storage storage = storages.computeIfAbsent(key, unused -> new Storage(type, count));
    if (storage.type() != type || storage.count() != count) {
      throw new IllegalArgumentException("its storage " + Quoted.name(key) + " has two sizes");
    }
    return storage;
  }
}
