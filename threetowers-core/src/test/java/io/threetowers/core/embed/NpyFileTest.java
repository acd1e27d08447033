package io.threetowers.core.embed;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.threetowers.core.script.Devices;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against files that numpy.save wrote (tools/goldens/npy_golden.py). */
class NpyFileTest {
  private static final float[] ROWS = {
    0.5f, -0.25f, 1, 2, -0.125f, 0, 0.75f, 0.0625f, -1, 1.5f, -2, 4
  };

  @TempDir private Path folder;
  private NDManager manager;

  @BeforeEach
  void open() {
    Devices.startEngine();
    manager = NDManager.newBaseManager("PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void writesTheBytesOfNumpy() throws Exception {
    assertThat(written(false, 4)).hasSameBinaryContentAs(golden("four-rows-f4.npy"));
    assertThat(written(true, 4)).hasSameBinaryContentAs(golden("four-rows-f2.npy"));
  }

  @Test
  void knowsTheNumberOfRowsAtTheEndOnly() throws Exception {
    assertThat(written(false, 4, 4, 4)).hasSameBinaryContentAs(golden("twelve-rows-f4.npy"));
    assertThat(written(false, 1, 3)).hasSameBinaryContentAs(golden("four-rows-f4.npy"));
  }

  @Test
  void writesARowAsOftenAsItIsAskedTo() throws Exception {
    Path path = folder.resolve("copies.npy");
    try (NpyFile file = NpyFile.create(path, 3, true)) {
      // The golden's rows 0, 1, 1, 2, 3, of which one 1 goes again.
      file.append(rows(4), new int[] {1, 2, 1, 1});
      BitSet kept = new BitSet();
      kept.set(0, 5);
      kept.clear(2);
      file.keep(kept);
      file.finish();
    }
    assertThat(path).hasSameBinaryContentAs(golden("four-rows-f2.npy"));
  }

  @Test
  void takesRowsOutAndShortensTheFile() throws Exception {
    Path path = folder.resolve("kept.npy");
    try (NpyFile file = NpyFile.create(path, 3, false)) {
      NDArray junk = manager.full(new Shape(2, 3), 7f);
      file.append(junk, new int[] {1, 1});
      file.append(rows(4), new int[] {1, 1, 1, 1});
      file.append(junk, new int[] {1, 1});
      BitSet kept = new BitSet();
      kept.set(2, 6);
      file.keep(kept);
      file.finish();
    }
    assertThat(path).hasSameBinaryContentAs(golden("four-rows-f4.npy"));
  }

  /** The golden's first rows, over and over, in batches. */
  private Path written(boolean half, int... batches) throws IOException {
    Path path = folder.resolve("written.npy");
    int done = 0;
    try (NpyFile file = NpyFile.create(path, 3, half)) {
      for (int batch : batches) {
        int from = 3 * (done % 4);
        NDArray rows =
            manager.create(Arrays.copyOfRange(ROWS, from, from + 3 * batch), new Shape(batch, 3));
        int[] once = new int[batch];
        Arrays.fill(once, 1);
        file.append(rows, once);
        done += batch;
      }
      file.finish();
    }
    return path;
  }

  private NDArray rows(int count) {
    return manager.create(Arrays.copyOf(ROWS, 3 * count), new Shape(count, 3));
  }

  private static Path golden(String name) throws URISyntaxException {
    return Path.of(NpyFileTest.class.getResource(name).toURI());
  }
}
