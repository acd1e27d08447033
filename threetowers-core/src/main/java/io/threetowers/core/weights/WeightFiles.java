package io.threetowers.core.weights;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipException;

/** Opens weight files: which file a path means, which format it has, which part of it is meant. */
final class WeightFiles {

  private WeightFiles() {}

  /**
   * The file of a path, which may end with {@code :sub-tree} where no file of the whole name
   * exists.
   */
  static Path fileOf(Path path) {
    return subtree(path)
        .map(tree -> path.resolveSibling(fileName(path, tree)))
        .filter(Files::isRegularFile)
        .orElse(path);
  }

  private static String fileName(Path path, String tree) {
    String name = String.valueOf(path.getFileName());
    return name.substring(0, name.length() - tree.length() - 1);
  }

  private static Optional<String> subtree(Path path) {
    String name = String.valueOf(path.getFileName());
    int colon = name.lastIndexOf(':');
    return colon <= 0 || colon == name.length() - 1 || Files.exists(path)
        ? Optional.empty()
        : Optional.of(name.substring(colon + 1));
  }

  /** Opens the file of a path, and of its tensors those that the path means. */
  static StoredTensors open(Path path) throws IOException {
    Path file = fileOf(path);
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(
          Files.isDirectory(file)
              ? "'" + file + "' is a folder; name the weight file in it"
              : "there is no file '" + file + "'");
    }
    StoredTensors whole = openWhole(file, false);
    if (file.equals(path)) {
      return whole;
    }
    try {
      return new StoredTensors(
          file, under(whole.contents(), subtree(path).orElseThrow(), file), whole);
    } catch (InvalidInputException e) {
      whole.close();
      throw e;
    }
  }

  private static StoredTensors.Contents under(
      StoredTensors.Contents contents, String tree, Path file) {
    // big_vision, utils.py: load_params looks for a tree under the parameters of a checkpoint.
    for (String start : List.of(tree + "/", "params/" + tree + "/", tree + ".")) {
      StoredTensors.Contents part = contents.under(start);
      if (!part.tensors().isEmpty()) {
        return part;
      }
    }
    SortedSet<String> trees = new TreeSet<>();
    contents.tensors().keySet().forEach(name -> trees.add(name.split("[/.]", 2)[0]));
    throw new InvalidInputException(
        "'%s' has no sub-tree %s%s"
            .formatted(file, Quoted.name(tree), Suggestions.hint(tree, trees)));
  }

  /**
   * Opens all of a file that exists.
   *
   * @param isShard whether an index names it, so that it is none itself
   */
  static StoredTensors openWhole(Path file, boolean isShard) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    String expected = "weight file";
    try {
      FileBytes bytes = FileBytes.of(channel);
      WeightFormat format = WeightFormat.of(bytes);
      if (isShard && format == WeightFormat.SHARD_INDEX) {
        throw new IllegalArgumentException("it is an index of shards itself");
      }
      expected = format.words();
      return open(file, bytes, format);
    } catch (IllegalArgumentException | ZipException e) {
      channel.close();
      throw new InvalidInputException(
          "'%s' is no whole %s: %s".formatted(file, expected, e.getMessage()), e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static StoredTensors open(Path file, FileBytes bytes, WeightFormat format)
      throws IOException {
    FileChannel channel = bytes.channel();
    return switch (format) {
      case SAFETENSORS -> new StoredTensors(file, Safetensors.read(bytes), channel);
      case SHARD_INDEX -> Shards.open(file, bytes);
      case ZIP -> {
        ZipContents archive = ZipContents.open(channel);
        yield new StoredTensors(file, zipped(archive), archive);
      }
      case PICKLE -> new StoredTensors(file, TorchLegacy.read(bytes), channel);
      case ONNX -> onnx(file, bytes);
    };
  }

  private static StoredTensors.Contents zipped(ZipContents archive) throws IOException {
    Optional<String> root = TorchArchive.root(archive.names());
    if (root.isPresent()) {
      return TorchArchive.read(archive, root.get());
    }
    if (archive.names().stream().anyMatch(name -> name.endsWith(Npz.SUFFIX))) {
      return Npz.read(archive);
    }
    throw new IllegalArgumentException(
        "it is a zip archive with neither a data.pkl, as torch.save writes it, nor arrays of NumPy");
  }

  private static StoredTensors onnx(Path file, FileBytes bytes) throws IOException {
    OpenFiles beside = new OpenFiles(file);
    try {
      StoredTensors.Contents contents = Onnx.read(bytes, beside::bytes);
      beside.add(bytes.channel());
      return new StoredTensors(file, contents, beside);
    } catch (IOException | RuntimeException e) {
      beside.close();
      throw e;
    }
  }
}
