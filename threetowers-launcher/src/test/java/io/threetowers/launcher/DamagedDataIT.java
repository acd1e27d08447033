package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training on data of which some, or all, cannot be read. */
@Timeout(300)
class DamagedDataIT {
  @TempDir private Path folder;

  @Test
  void leavesOutAndCountsImagesThatCannotBeDecoded() throws Exception {
    DamagedShard.write(folder.resolve("damaged.tar"));
    Distribution.Outcome outcome = train("clip", "damaged.tar");

    assertThat(outcome.exitCode()).as("%s", outcome).isZero();
    assertThat(outcome.err())
        .contains("left out example damaged/")
        .contains("image claims to be 50000 x 50000, more than 64000000 pixels")
        .contains("no image of a known format: 16 bytes that begin with '<html>404</html>'")
        .contains("no image of a known format: 0 bytes")
        .contains("PNG image is cut short after ")
        .doesNotContain("Exception");
    assertThat(outcome.out()).contains("4 example(s) could not be read and were left out: ");
  }

  @Test
  void leavesThemOutWhereAFrozenTowerReadsThemToo() throws Exception {
    DamagedShard.write(folder.resolve("damaged.tar"));
    Distribution.Outcome outcome = train("three-towers", "damaged.tar");

    assertThat(outcome.exitCode()).as("%s", outcome).isZero();
    assertThat(outcome.err()).contains("image claims to be 50000 x 50000");
  }

  @Test
  void beginsNoRunWithoutASingleImage() throws Exception {
    DamagedShard.writePages(folder.resolve("pages.tar"));
    Distribution.Outcome outcome = train("clip", "pages.tar");

    assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith(
            "2 problems:\nmine.yaml:3:10: data.train: none of the first 20 images can be read")
        .contains("no image of a known format: 16 bytes that begin with '<html>404</html>'")
        .contains("data.test-concept: none of the first 20 images can be read")
        .hasLineCount(3);
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  private Distribution.Outcome train(String experiment, String shard)
      throws IOException, InterruptedException {
    String yaml =
        """
        extends: %s/experiments/emoji/%s.yaml
        data:
          train: {shards: [%s]}
          test-style: null
          test-concept: {shards: [%3$s]}
        loader: {batch: 8, distinct: null}
        towers:
          image: {width: 32, depth: 1, heads: 1}
          text: {width: 32, depth: 1, heads: 1}
        train: {duration: 2 epochs}
        schedule: {warmup: 2}
        """
            .formatted(Distribution.HOME, experiment, shard);
    Files.writeString(folder.resolve("mine.yaml"), yaml);
    return Distribution.run(folder, "train", "mine.yaml");
  }
}
