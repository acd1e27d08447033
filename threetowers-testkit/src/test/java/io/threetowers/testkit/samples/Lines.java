package io.threetowers.testkit.samples;

import io.threetowers.api.BuildContext;
import io.threetowers.api.DataSource;
import io.threetowers.api.DataSourceFactory;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Doc;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

public final class Lines implements DataSourceFactory<Lines.Config> {

  @Doc("the lines of a file, each a text")
  public record Config(@Doc("the file, in UTF-8") Path file) {}

  @Override
  public String type() {
    return "lines";
  }

  @Override
  public Class<Config> config() {
    return Config.class;
  }

  @Override
  public DataSource create(Config config, BuildContext context) {
    try {
      Path file = config.file();
      String stamp = "%s %d %s".formatted(file, Files.size(file), Files.getLastModifiedTime(file));
      return new Source(Files.readAllLines(file), stamp);
    } catch (IOException e) {
      throw new InvalidInputException(
          context.name() + ": '" + config.file() + "' is no text file that can be read", e);
    }
  }

  private record Source(List<String> lines, String stamp) implements DataSource {

    @Override
    public Map<String, FieldType> fields() {
      return Map.of("text", FieldType.TEXT);
    }

    @Override
    public long size() {
      return lines.size();
    }

    @Override
    public Cursor open(Pass pass) {
      List<Integer> order = new ArrayList<>(IntStream.range(0, lines.size()).boxed().toList());
      if (pass.shuffled()) {
        Collections.shuffle(order, new Random(Objects.hash(pass.seed(), pass.epoch())));
      }
      return new Cursor() {
        private int next = pass.shard();

        @Override
        public @Nullable Example next() {
          if (next >= order.size()) {
            return null;
          }
          int line = order.get(next);
          next += pass.shards();
          return new Example("line-" + line, Map.of("text", new Value.Text(lines.get(line))));
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Optional<String> fingerprint() {
      return Optional.of(stamp);
    }
  }
}
