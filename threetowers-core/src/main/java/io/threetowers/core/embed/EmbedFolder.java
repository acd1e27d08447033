package io.threetowers.core.embed;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.run.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of embeddings in the layout of clip-inference (rom1504/clip-retrieval,
 * clip_retrieval/clip_inference/writer.py), which clip-retrieval and autofaiss read.
 *
 * <pre>
 * img_emb/img_emb_00.npy  text_emb/text_emb_00.npy  metadata/metadata_00.parquet
 * embeddings.json                                   what it holds, and which shards are complete
 * </pre>
 *
 * <p>The files of a shard are written under names that no reader looks for, brought to the disk and
 * renamed; then {@code embeddings.json} is replaced. So whenever the process dies, that names whole
 * shards only.
 */
final class EmbedFolder {
  static final String METADATA = "metadata";

  private static final String MANIFEST = "embeddings.json";
  private static final String TEMPORARY = ".tmp";

  private final Path path;
  private final int digits;
  private EmbedManifest manifest;

  private EmbedFolder(Path path, int digits, EmbedManifest manifest) {
    this.path = path;
    this.digits = digits;
    this.manifest = manifest;
  }

  /**
   * Begins a folder, or goes on with one.
   *
   * @param settings all that makes the rows what they are, by name
   * @param shards how many there will be, so that their names sort as they are counted
   * @throws InvalidInputException if something else is in it, or it cannot be made
   */
  static EmbedFolder open(Path path, Map<String, String> settings, long shards) throws IOException {
    Path file = path.resolve(MANIFEST);
    EmbedManifest manifest = new EmbedManifest(settings, List.of(), false);
    if (Files.exists(file)) {
      manifest = EmbedManifest.read(file);
      List<String> differences = manifest.differences(settings);
      if (!differences.isEmpty()) {
        throw new InvalidInputException(
            "'%s' holds other embeddings: %s; choose another folder with --out"
                .formatted(path, String.join(", ", differences)));
      }
    } else {
      make(path);
    }
    EmbedFolder folder = new EmbedFolder(path, Long.toString(shards).length(), manifest);
    folder.save();
    return folder;
  }

  private static void make(Path path) throws IOException {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new InvalidInputException(
          "the folder '%s' cannot be made (%s); choose another with --out".formatted(path, e), e);
    }
    try (Stream<Path> there = Files.list(path)) {
      if (there.anyMatch(entry -> !entry.getFileName().toString().endsWith(TEMPORARY))) {
        throw new InvalidInputException(
            "'%s' holds something else already; choose another folder with --out".formatted(path));
      }
    }
  }

  EmbedManifest manifest() {
    return manifest;
  }

  /**
   * Where a file of a shard is written first.
   *
   * @param folder such as {@code img_emb}, also the beginning of the file's name
   */
  Path temporary(String folder, int shard, String extension) throws IOException {
    Path parent = path.resolve(folder);
    Files.createDirectories(parent);
    String number = ("%0" + digits + "d").formatted(shard);
    return parent.resolve(folder + "_" + number + "." + extension + TEMPORARY);
  }

  /** The files of a shard are whole; none if it has no rows. */
  void complete(EmbedManifest.Shard shard, List<Path> temporaries) throws IOException {
    for (Path temporary : temporaries) {
      String name = temporary.getFileName().toString();
      DurableFiles.rename(
          temporary,
          temporary.resolveSibling(name.substring(0, name.length() - TEMPORARY.length())));
    }
    manifest = manifest.with(shard);
    save();
  }

  /** There are no more shards. */
  void finish() throws IOException {
    manifest = manifest.completed();
    save();
  }

  private void save() throws IOException {
    DurableFiles.replaceText(
        path.resolve(MANIFEST), path.resolve(MANIFEST + TEMPORARY), manifest.text());
  }
}
