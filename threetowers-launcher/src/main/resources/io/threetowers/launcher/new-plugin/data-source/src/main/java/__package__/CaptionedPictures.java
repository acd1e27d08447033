package ${package};

import io.threetowers.api.DataSource;
import io.threetowers.api.data.Cursor;
import io.threetowers.api.data.Example;
import io.threetowers.api.data.FieldType;
import io.threetowers.api.data.Pass;
import io.threetowers.api.data.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * {@link ${Type}} at work.
 *
 * @param folder that keys start from
 * @param pictures sorted
 * @param captions ending of the text files
 */
record CaptionedPictures(Path folder, List<Path> pictures, String captions) implements DataSource {

  /** The text file of a picture. */
  static Path captions(Path picture, String ending) {
    String name = picture.getFileName().toString();
    return picture.resolveSibling(name.substring(0, name.lastIndexOf('.') + 1) + ending);
  }

  @Override
  public Map<String, FieldType> fields() {
    return Map.of("image", FieldType.IMAGE, "text", FieldType.TEXT);
  }

  @Override
  public long size() {
    return pictures.size();
  }

  /** The order is a function of seed and epoch; of the shards, each takes every n-th example. */
  @Override
  public Cursor open(Pass pass) {
    List<Path> order = new ArrayList<>(pictures);
    if (pass.shuffled()) {
      long epoch = new SplittableRandom(pass.seed()).nextLong() + pass.epoch();
      Collections.shuffle(order, new Random(new SplittableRandom(epoch).nextLong()));
    }
    return new Cursor() {
      private int next = pass.shard();
      private long skipped;

      @Override
      public @Nullable Example next() {
        while (next < order.size()) {
          Path picture = order.get(next);
          next += pass.shards();
          try {
            return example(picture);
          } catch (IOException e) {
            // Left out and counted: one broken file among millions must not end a run.
            skipped++;
          }
        }
        return null;
      }

      @Override
      public long skipped() {
        return skipped;
      }

      @Override
      public void close() {}
    };
  }

  /** The picture is read by the worker that decodes it, not here. */
  private Example example(Path picture) throws IOException {
    Path file = captions(picture, captions);
    List<String> lines =
        Files.readAllLines(file).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
    if (lines.isEmpty()) {
      throw new IOException("no caption in " + file);
    }
    String key = folder.relativize(picture).toString();
    return new Example(
        key, Map.of("image", Value.Raw.file(picture), "text", new Value.Text(lines)));
  }
}
