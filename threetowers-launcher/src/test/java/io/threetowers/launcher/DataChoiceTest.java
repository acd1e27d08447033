package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DataChoiceTest {

  @Test
  void takesANameForAnEntryOfTheExperiment() {
    assertThat(DataChoice.of("test-style")).isEqualTo(new DataChoice("test-style", List.of()));
  }

  @Test
  void readsTarFilesTablesAndBlocksThatTheExperimentHasNot() {
    assertOverride(
        "shots/a-{000..003}.tar", "{type: webdataset, shards: ['shots/a-{000..003}.tar']}");
    assertOverride("it's.tar.gz", "{type: webdataset, shards: ['it''s.tar.gz']}");
    assertOverride("pairs.csv", "{type: table, file: 'pairs.csv'}");
    assertOverride("{type: mine, n: 3}", "{type: mine, n: 3}");
  }

  private static void assertOverride(String data, String block) {
    assertThat(DataChoice.of(data))
        .isEqualTo(new DataChoice("given", List.of("data.given=" + block)));
  }
}
