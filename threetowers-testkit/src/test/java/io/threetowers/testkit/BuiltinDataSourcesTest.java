package io.threetowers.testkit;

import io.threetowers.api.DataSource;
import io.threetowers.core.builtin.Member;
import io.threetowers.core.builtin.Table;
import io.threetowers.core.builtin.TableConfig;
import io.threetowers.core.builtin.WebDataset;
import io.threetowers.core.builtin.WebDatasetConfig;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The data sources of core.builtin: their contract is here since core cannot use the testkit. */
class BuiltinDataSourcesTest {

  @Nested
  class Samples extends DataSourceContract {
    @Override
    protected DataSource create() {
      return SampleSource.of(24);
    }
  }

  @Nested
  class Rows extends DataSourceContract {
    @TempDir Path folder;

    @Override
    protected DataSource create() throws IOException {
      StringBuilder rows = new StringBuilder("filepath,title,animal\n");
      for (int i = 0; i < 23; i++) {
        Files.write(folder.resolve(i + ".jpg"), new byte[] {(byte) 0xff, (byte) 0xd8, (byte) i});
        rows.append(i)
            .append(".jpg,caption ")
            .append(i)
            .append(",animal ")
            .append(i % 3)
            .append('\n');
      }
      Path file = folder.resolve("rows.csv");
      Files.writeString(file, rows);
      TableConfig config =
          new TableConfig(
              file, "filepath", List.of("title"), Map.of("label", "animal"), Optional.empty());
      return new Table().create(config, new HostContext("rows"));
    }
  }

  @Nested
  class Shards extends DataSourceContract {
    @Override
    protected DataSource create() {
      WebDatasetConfig config =
          new WebDatasetConfig(
              List.of(Path.of("../data/emoji/test-concept-000.tar.gz")),
              Map.of("image", Member.parse("png")),
              Map.of("text", Member.parse("txt")),
              Map.of(),
              8);
      return new WebDataset().create(config, new HostContext("shards"));
    }
  }
}
