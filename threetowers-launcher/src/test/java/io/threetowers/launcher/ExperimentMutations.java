package io.threetowers.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import picocli.CommandLine;

/**
 * Feeds mutated copies of the shipped experiments to the command line, in one process. Every one
 * must be accepted, or told in words with exit code 2, within two seconds.
 *
 * <p>Nine of ten are read and composed, the tenth is compared with data and weights too, and every
 * hundredth goes through {@code check} itself.
 */
final class ExperimentMutations {
  private static final double LIMIT_SECONDS = 2;
  private static final int DEFECTS_TOLD = 20;

  /** What only a programmer understands. */
  private static final Pattern JARGON =
      Pattern.compile(
          "Exception|\\tat |(?m): null$|java\\.|For input string|out of bounds|snakeyaml");

  private final Terminal terminal = new Terminal();

  /** One for all, since to make it takes longer than to read an experiment. */
  private final CommandLine line = line(terminal.host());

  private final Path work;
  private final Random random;
  private final Map<Path, String> shipped = new LinkedHashMap<>();
  private final Map<String, String> defects = new LinkedHashMap<>();
  private int accepted;
  private int told;
  private double slowest;
  private String slowestMutant = "";

  private ExperimentMutations(Path work, long seed) throws IOException {
    this.work = work;
    random = new Random(seed);
    prepare();
  }

  /** {@code N [SEED]}; see tools/mutate-experiments. */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    Path work = Files.createTempDirectory("mutants");
    Report report = run(count, seed, work);
    System.out.println(report);
    System.exit(report.defects().isEmpty() ? 0 : 1);
  }

  /**
   * What came of it.
   *
   * @param slowest seconds that the slowest mutant took
   * @param defects mutants that were neither accepted nor told well, one of each sort
   */
  record Report(
      long seed,
      int accepted,
      int told,
      double seconds,
      double slowest,
      String slowestMutant,
      List<String> defects) {
    @Override
    public String toString() {
      String summary =
          "seed %d: %d accepted, %d told, %d defects; %.0f a second, the slowest %.2f s:%n%s"
              .formatted(
                  seed,
                  accepted,
                  told,
                  defects.size(),
                  (accepted + told) / seconds,
                  slowest,
                  slowestMutant.indent(2));
      return summary + String.join("\n", defects);
    }
  }

  /** Checks {@code count} mutants in {@code work}, an empty folder. */
  static Report run(int count, long seed, Path work) throws IOException {
    ExperimentMutations mutations = new ExperimentMutations(work.toRealPath(), seed);
    long start = System.nanoTime();
    for (int i = 0; i < count && mutations.defects.size() < DEFECTS_TOLD; i++) {
      mutations.next(i);
    }
    mutations.refuseWhatStaysBehind();
    return new Report(
        seed,
        mutations.accepted,
        mutations.told,
        (System.nanoTime() - start) / 1e9,
        mutations.slowest,
        mutations.slowestMutant,
        List.copyOf(mutations.defects.values()));
  }

  private void next(int number) throws IOException {
    List<Path> chain = chain();
    Path mutated = chain.get(random.nextInt(chain.size()));
    ExperimentMutator mutator = new ExperimentMutator(random);
    List<String> words = new ArrayList<>();
    words.addAll(number % 100 == 99 ? List.of("check", "--no-probe") : List.of("compose"));
    if (number % 10 == 9 && number % 100 != 99) {
      words.add("--data");
    }
    words.add(chain.get(0).toString());
    String yaml = shipped.get(mutated);
    int kind = random.nextInt(4);
    if (kind < 3) {
      yaml = mutator.mutated(yaml);
    }
    if (kind > 1) {
      words.addAll(mutator.overrides(shipped.get(mutated)));
    }
    Files.writeString(mutated, yaml);
    String mutant = "%s%n%s:%n%s".formatted(words, work.relativize(mutated), yaml);
    try {
      judge(words.toArray(String[]::new), mutant);
    } finally {
      Files.writeString(mutated, shipped.get(mutated));
    }
  }

  /** What one command line was told must not reach into the next. */
  private void refuseWhatStaysBehind() {
    String experiment = work.resolve("experiments/emoji/clip.yaml").toString();
    int wrong = terminal.run(line, "compose", experiment, "seed=x").exitCode();
    int right = terminal.run(line, "compose", experiment).exitCode();
    if (wrong != Main.WRONG_INPUT || right != 0) {
      throw new IllegalStateException(
          "exit codes %d and %d: commands share what they were told".formatted(wrong, right));
    }
  }

  private void judge(String[] words, String mutant) {
    double seconds = Double.POSITIVE_INFINITY;
    Distribution.Outcome outcome = new Distribution.Outcome(0, "", "");
    // A machine that does something else may take its time once, not three times.
    for (int attempt = 0; attempt < 3 && seconds > LIMIT_SECONDS; attempt++) {
      long start = System.nanoTime();
      try {
        outcome = terminal.run(line, words);
      } catch (RuntimeException | Error e) {
        outcome = new Distribution.Outcome(-1, "", String.valueOf(e));
      }
      seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
    }
    accepted += outcome.exitCode() == 0 ? 1 : 0;
    told += outcome.exitCode() == Main.WRONG_INPUT ? 1 : 0;
    if (seconds > slowest) {
      slowest = seconds;
      slowestMutant = mutant;
    }
    String problem = problem(outcome, seconds);
    if (!problem.isEmpty()) {
      String sort = outcome.err().replaceAll("'[^']*'|[^a-zA-Z]+", " ");
      defects.putIfAbsent(
          sort.substring(0, Math.min(sort.length(), 80)),
          "%n%s: %s%nof %s".formatted(problem, outcome.err(), mutant));
    }
  }

  private static String problem(Distribution.Outcome outcome, double seconds) {
    boolean wrong = outcome.exitCode() == Main.WRONG_INPUT;
    if (outcome.exitCode() != 0 && !wrong) {
      return "exit " + outcome.exitCode();
    } else if (wrong && outcome.err().isBlank()) {
      return "nothing is told";
    } else if (wrong && JARGON.matcher(outcome.err().replaceAll("'[^']*'", "")).find()) {
      return "jargon";
    }
    return seconds > LIMIT_SECONDS ? "%.1f seconds".formatted(seconds) : "";
  }

  private static CommandLine line(Host host) {
    CommandLine line = Main.commandLine(host);
    CommandLine compose = new CommandLine(new ComposeCommand());
    compose.setParameterExceptionHandler(line.getParameterExceptionHandler());
    compose.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
    return line.addSubcommand(compose);
  }

  /** An experiment, and what it extends. */
  private List<Path> chain() {
    Path emoji = work.resolve("experiments/emoji");
    Path clip = emoji.resolve("clip.yaml");
    Path base = emoji.resolve("base.yaml");
    return switch (random.nextInt(5)) {
      case 0 -> List.of(clip, base);
      case 1 -> List.of(emoji.resolve("lit.yaml"), clip, base);
      case 2 -> List.of(emoji.resolve("pretrain.yaml"), base);
      case 3 -> List.of(work.resolve("experiments/bench/vit-s16.yaml"), clip, base);
      default -> List.of(emoji.resolve("three-towers.yaml"), clip, base);
    };
  }

  /** The shipped experiments beside a small copy of their data. */
  private void prepare() throws IOException {
    Path experiments = Distribution.HOME.resolve("experiments");
    try (Stream<Path> files = Files.walk(experiments)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".yaml")).toList()) {
        Path copy = work.resolve(Distribution.HOME.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        shipped.put(copy, Files.readString(file));
        Files.copy(file, copy);
      }
    }
    Path data = Files.createDirectories(work.resolve("data/emoji"));
    Path real = Distribution.HOME.resolve("data/emoji");
    Files.copy(real.resolve("tokenizer.json"), data.resolve("tokenizer.json"));
    Files.copy(real.resolve("third-tower.safetensors"), data.resolve("third-tower.safetensors"));
    for (String shard : List.of("train-000", "train-001", "train-002", "train-003")) {
      shard(data.resolve(shard + ".tar.gz"));
    }
    shard(data.resolve("test-style-000.tar.gz"));
    shard(data.resolve("test-concept-000.tar.gz"));
  }

  private static void shard(Path file) throws IOException {
    ByteArrayOutputStream pixel = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png", pixel);
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream packed = new GZIPOutputStream(out);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
      for (int i = 0; i < 98; i++) {
        String json =
            "{\"captions\": [\"a\"], \"name\": \"a\", \"hexcode\": \"%d\", \"subgroup\": \"s%d\"}"
                .formatted(i, i);
        put(tar, i + ".json", json.getBytes(UTF_8));
        put(tar, i + ".txt", "a".getBytes(UTF_8));
        put(tar, i + ".png", pixel.toByteArray());
      }
    }
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
