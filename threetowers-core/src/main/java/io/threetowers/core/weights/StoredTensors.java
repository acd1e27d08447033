package io.threetowers.core.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.threetowers.api.InvalidInputException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A weight file, whatever its format, once it is known where its tensors lie. */
final class StoredTensors implements WeightFile {
  private final Path file;
  private final Contents contents;
  private final Closeable source;
  private @Nullable TensorReader reader;

  /**
   * What a format's reader found.
   *
   * @param format as people call it
   * @param tensors by name
   * @param metadata texts that came with them
   * @param wrapper what stood around all tensors and is left out of their names; empty if nothing
   */
  record Contents(
      String format,
      SortedMap<String, Stored> tensors,
      SortedMap<String, String> metadata,
      String wrapper) {
    static Contents of(String format, SortedMap<String, Stored> tensors) {
      return new Contents(format, tensors, Collections.emptySortedMap(), "");
    }

    /** The tensors whose names begin so, without that beginning. */
    Contents under(String prefix) {
      if (prefix.equals(wrapper + "/")) {
        return this;
      }
      SortedMap<String, Stored> found = new TreeMap<>();
      tensors
          .tailMap(prefix)
          .forEach(
              (name, tensor) -> {
                if (name.startsWith(prefix)) {
                  found.put(name.substring(prefix.length()), tensor);
                }
              });
      return new Contents(format, found, metadata, "");
    }
  }

  /**
   * Tensors of a file.
   *
   * @param file as messages call it
   * @param source is closed with it
   */
  StoredTensors(Path file, Contents contents, Closeable source) {
    this.file = file;
    this.contents = contents;
    this.source = source;
  }

  Contents contents() {
    return contents;
  }

  @Override
  public String format() {
    return contents.format();
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(contents.tensors().keySet()));
  }

  @Override
  public SortedMap<String, String> metadata() {
    return Collections.unmodifiableSortedMap(contents.metadata());
  }

  @Override
  public Shape shape(String name) {
    return tensor(name).shape();
  }

  @Override
  public TensorType type(String name) {
    return tensor(name).type();
  }

  @Override
  public NDArray read(String name, NDManager manager) throws IOException {
    NDArray array = manager.create(shape(name), readable(name));
    try {
      readInto(name, array);
      return array;
    } catch (IOException | RuntimeException e) {
      array.close();
      throw e;
    }
  }

  @Override
  public void readInto(String name, NDArray target) throws IOException {
    Stored tensor = tensor(name);
    readable(name);
    if (!target.getShape().equals(tensor.shape())) {
      throw new IllegalArgumentException(
          "tensor %s has shape %s, not %s"
              .formatted(Quoted.name(name), tensor.shape(), target.getShape()));
    }
    if (reader == null) {
      reader = new TensorReader();
    }
    try {
      long nonFinite = reader.read(tensor, target);
      if (nonFinite > 0) {
        throw new InvalidInputException(
            "'%s' is damaged: %d of the %d values of %s are infinite or not numbers"
                .formatted(file, nonFinite, tensor.shape().size(), Quoted.name(name)));
      }
    } catch (ZipException e) {
      throw new InvalidInputException(
          "'%s' is damaged at %s: %s".formatted(file, Quoted.name(name), e.getMessage()), e);
    }
  }

  private Stored tensor(String name) {
    Stored tensor = contents.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("'" + file + "' has no tensor " + Quoted.name(name));
    }
    return tensor;
  }

  private DataType readable(String name) {
    TensorType type = type(name);
    return type.readAs()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "'%s' holds %s as %s, and only F32, F16, BF16, F64 and I64 can be read"
                        .formatted(file, Quoted.name(name), type)));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
