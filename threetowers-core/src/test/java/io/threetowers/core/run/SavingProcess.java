package io.threetowers.core.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A process that saves checkpoint after checkpoint, and each third one twice, until it is killed.
 */
final class SavingProcess {
  private static final int BYTES = 300_000;

  private SavingProcess() {}

  public static void main(String[] arguments) throws Exception {
    CheckpointStore store = new CheckpointStore(Path.of(arguments[0]));
    for (long step = Long.parseLong(arguments[1]); ; step++) {
      save(store, step);
      if (step % 3 == 0) {
        save(store, step);
      }
      System.out.println(step);
    }
  }

  static void save(CheckpointStore store, long step) throws Exception {
    store.save(
        step,
        Retention.ofLast(2),
        folder -> {
          Files.write(folder.resolve("model.safetensors"), content(step));
          Files.writeString(folder.resolve("state.json"), "{\"step\":" + step + "}");
        });
  }

  static byte[] content(long step) {
    byte[] bytes = new byte[BYTES];
    Arrays.fill(bytes, (byte) step);
    return bytes;
  }
}
