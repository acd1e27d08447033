package io.threetowers.core.embed;

import io.threetowers.api.DataSource;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pass;
import io.threetowers.core.data.NamedValues;
import io.threetowers.core.data.Unreadable;
import io.threetowers.core.eval.ModelEmbedder;
import io.threetowers.core.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Embeds a data source into a folder, shard by shard. Rows of one number belong to one example in
 * every file of a shard; an example that one of the embeddings cannot read is left out of all.
 *
 * <p>There is a pass over the data for each embedding, as in evaluation, and of each a batch of
 * rows is held at a time.
 */
public final class EmbeddingWriter {
  private final Model model;
  private final ModelEmbedder embedder;
  private final DataSource data;
  private final EmbedSettings settings;
  private final EmbedListener listener;
  private final Unreadable unreadable = new Unreadable();

  /**
   * What was done.
   *
   * @param shards that the folder has
   * @param rows of each embedding
   * @param leftOut examples that this call could not read
   * @param firstLeftOut "key: reason" of the first few
   */
  public record Summary(int shards, long rows, long leftOut, List<String> firstLeftOut) {}

  public EmbeddingWriter(
      Model model,
      ModelEmbedder embedder,
      DataSource data,
      EmbedSettings settings,
      EmbedListener listener) {
    this.model = model;
    this.embedder = embedder;
    this.data = data;
    this.settings = settings;
    this.listener = listener;
  }

  /**
   * Embeds what the folder does not have yet.
   *
   * @param path of the folder
   * @param origin what else makes the rows what they are, such as the settings of towers, by name
   * @throws InvalidInputException if the folder holds something else
   */
  public Summary write(Path path, Map<String, String> origin) throws IOException {
    EmbedFolder folder = EmbedFolder.open(path, everything(origin), shards());
    EmbedManifest before = folder.manifest();
    if (before.complete()) {
      listener.note("'%s' is complete: nothing is left to embed".formatted(path));
      return summary(before, 0);
    } else if (!before.shards().isEmpty()) {
      listener.note("going on after %d of %d shards".formatted(before.shards().size(), shards()));
    }
    List<Cursor> passes = new ArrayList<>();
    try {
      for (int i = 0; i < settings.targets().size(); i++) {
        passes.add(data.open(Pass.inOrder()));
        skip(passes.get(i), before.shards());
      }
      long began = System.nanoTime();
      int examples;
      do {
        examples = shard(folder, passes, before.examples(), began);
      } while (examples == settings.shardSize());
      folder.finish();
      return summary(folder.manifest(), passes.get(0).skipped());
    } finally {
      for (Cursor pass : passes) {
        pass.close();
      }
    }
  }

  private Map<String, String> everything(Map<String, String> origin) {
    Map<String, String> all = new TreeMap<>(origin);
    List<String> columns = new ArrayList<>();
    for (EmbedTarget target : settings.targets()) {
      all.putAll(TargetWeights.of(model, target));
      columns.add(target.folder() + ": " + target.embedding());
    }
    all.put("embeddings", String.join(", ", columns));
    all.put("type", settings.half() ? "float16" : "float32");
    all.put("shard-size", Integer.toString(settings.shardSize()));
    all.put("every-caption", Boolean.toString(settings.everyCaption()));
    all.put("examples", Long.toString(data.size()));
    return all;
  }

  private long shards() {
    return Math.max(1, (data.size() + settings.shardSize() - 1) / settings.shardSize());
  }

  private Summary summary(EmbedManifest manifest, long skipped) {
    return new Summary(
        manifest.shards().size(),
        manifest.rows(),
        unreadable.count() + skipped,
        unreadable.first());
  }

  /** Leads a pass to the first shard that is not there; the examples before must be the same. */
  private static void skip(Cursor pass, List<EmbedManifest.Shard> shards) throws IOException {
    for (int number = 0; number < shards.size(); number++) {
      KeyDigest keys = new KeyDigest();
      for (int i = 0; i < shards.get(number).examples(); i++) {
        Example example = pass.next();
        if (example != null) {
          keys.add(example.key());
        }
      }
      if (!keys.hex().equals(shards.get(number).keys())) {
        throw new InvalidInputException(
            "the data are not those from which shard %d was made; choose another folder with --out"
                .formatted(number));
      }
    }
  }

  /** Writes the next shard, and returns how many examples were read for it. */
  private int shard(EmbedFolder folder, List<Cursor> passes, long before, long began)
      throws IOException {
    int number = folder.manifest().shards().size();
    List<ShardPart> parts = new ArrayList<>();
    try {
      for (EmbedTarget target : settings.targets()) {
        Cursor pass = passes.get(parts.size());
        ShardValues values = new ShardValues(pass, target.tower().field(), data.fields(), settings);
        Path path = folder.temporary(target.folder(), number, "npy");
        ShardPart part = new ShardPart(path, target, settings, values);
        parts.add(part);
        Work work = new Work(target, parts.size() - 1, folder.manifest().examples(), before, began);
        embedder.stream(
            target.embedding(),
            new NamedValues(values, value -> "'" + values.key(value) + "'", unreadable),
            true,
            (rows, positions) -> {
              part.accept(rows, positions);
              tell(work, values.example(positions[positions.length - 1]) + 1);
            });
      }
      return finish(folder, number, parts);
    } finally {
      for (ShardPart part : parts) {
        part.close();
      }
    }
  }

  private static int finish(EmbedFolder folder, int number, List<ShardPart> parts)
      throws IOException {
    ShardValues first = parts.get(0).values();
    String keys = first.keyDigest();
    BitSet rows = parts.get(0).present();
    for (ShardPart part : parts.subList(1, parts.size())) {
      if (!part.values().keyDigest().equals(keys)) {
        throw new IllegalStateException(
            "the data source gave other examples in another pass over shard " + number);
      }
      rows = (BitSet) rows.clone();
      rows.and(part.present());
    }
    List<Path> temporaries = new ArrayList<>();
    for (ShardPart part : parts) {
      part.finish(rows);
      temporaries.add(part.path());
    }
    temporaries.add(folder.temporary(EmbedFolder.METADATA, number, "parquet"));
    if (rows.isEmpty()) {
      // Readers pair the files of the folders by their order, and skip arrays without rows.
      for (Path temporary : temporaries) {
        Files.deleteIfExists(temporary);
      }
      temporaries.clear();
    } else {
      ParquetTexts.write(temporaries.get(temporaries.size() - 1), only(first.columns(), rows));
    }
    if (first.examples() > 0) {
      folder.complete(
          new EmbedManifest.Shard(first.examples(), rows.cardinality(), keys), temporaries);
    }
    return first.examples();
  }

  private static Map<String, List<String>> only(Map<String, List<String>> columns, BitSet rows) {
    Map<String, List<String>> kept = new LinkedHashMap<>();
    columns.forEach((name, column) -> kept.put(name, rows.stream().mapToObj(column::get).toList()));
    return kept;
  }

  /**
   * What is being done.
   *
   * @param number of the embedding
   * @param shard examples in the shards before this one
   * @param call examples that were there before this call
   */
  private record Work(EmbedTarget target, int number, long shard, long call, long began) {}

  /** An example counts as done by the share of its embeddings that are. */
  private void tell(Work work, int examples) {
    long inShard = Math.min(settings.shardSize(), data.size() - work.shard());
    double share = (work.number() * inShard + examples) / (double) settings.targets().size();
    double done = work.shard() + share;
    double seconds = (System.nanoTime() - work.began()) / 1e9;
    listener.progress(
        new EmbedListener.Progress(
            work.target().embedding(), (long) done, data.size(), (done - work.call()) / seconds));
  }
}
