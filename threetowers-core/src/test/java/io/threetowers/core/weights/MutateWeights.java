package io.threetowers.core.weights;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

/** {@code tools/mutate-weights}: very many damaged files, and the figures. */
final class MutateWeights {

  private MutateWeights() {}

  /**
   * Runs all formats, or some.
   *
   * @param args how many files of each, perhaps a seed, and perhaps the formats
   */
  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    int files = Integer.parseInt(args[0]);
    long seed = args.length > 1 ? Long.parseLong(args[1]) : new Random().nextLong();
    boolean sound = true;
    out.printf("seed %d%n", seed);
    WeightMutations.Format[] formats =
        args.length > 2
            ? Stream.of(args)
                .skip(2)
                .map(WeightMutations.Format::valueOf)
                .toArray(WeightMutations.Format[]::new)
            : WeightMutations.Format.values();
    for (WeightMutations.Format format : formats) {
      Path folder = Files.createTempDirectory("mutated-weights");
      long start = System.nanoTime();
      WeightMutations.Result result = WeightMutations.run(format, files, seed, folder);
      out.printf(
          "%-13s %d files in %.0f s: %d refused, the slowest took %.0f ms, %d defects%n",
          format,
          files,
          (System.nanoTime() - start) / 1e9,
          result.refused(),
          result.slowest() * 1e3,
          result.defects().size());
      result.defects().forEach(out::println);
      sound &= result.defects().isEmpty();
    }
    System.exit(sound ? 0 : 1);
  }
}
