package io.threetowers.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Run folders with invented numbers that look like those of real runs; the same at every call. */
final class ExampleRuns {
  private static final int BATCH = 1024;

  private final Path folder;
  private final int steps;

  ExampleRuns(Path folder, int steps) {
    this.folder = folder;
    this.steps = steps;
  }

  /** CLIP, LiT and Three Towers, each with the given number of seeds. */
  List<Path> methods(int seeds) throws IOException {
    List<Path> runs = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      String suffix = seeds == 1 ? "" : "-s" + seed;
      runs.add(write("clip" + suffix, seed, 0.9, 0.38, 2900, List.of("img-txt"), false));
      runs.add(write("lit" + suffix, seed, 0.7, 0.44, 8300, List.of("img-txt"), true));
      runs.add(
          write(
              "3t" + suffix,
              seed,
              0.55,
              0.49,
              2500,
              List.of("img-txt", "img-third", "txt-third"),
              true));
    }
    return runs;
  }

  private Path write(
      String name,
      int seed,
      double floor,
      double recall,
      double speed,
      List<String> edges,
      boolean third)
      throws IOException {
    Path run = Files.createDirectories(folder.resolve(name));
    Random random = new Random(name.hashCode() * 31L + seed);
    StringBuilder metrics = new StringBuilder();
    StringBuilder results = new StringBuilder();
    for (int step = 10; step <= steps; step += 10) {
      metrics.append(step(step, floor, speed, edges, random)).append('\n');
      if (step % (steps / 10) == 0) {
        results.append(results(step, recall + random.nextGaussian() * 0.004)).append('\n');
      }
    }
    Files.writeString(run.resolve("metrics.jsonl"), metrics);
    Files.writeString(run.resolve("results.jsonl"), results);
    Files.writeString(run.resolve("resolved.yaml"), settings(name, seed, edges, third));
    Files.writeString(
        run.resolve("run.json"),
        "{\"seed\": "
            + seed
            + ", \"device\": \""
            + (third ? "gpu(0)" : "cpu")
            + "\", \"djl\": \"0.35.1\"}");
    return run;
  }

  private String step(int step, double floor, double speed, List<String> edges, Random random) {
    double part = step / (double) steps;
    double loss = floor + (6.93 - floor) * Math.exp(-6 * part) + 0.08 * random.nextGaussian();
    StringBuilder line =
        new StringBuilder("{\"step\":" + step + ",\"examples\":" + (long) step * BATCH);
    line.append(number("loss", loss));
    for (int i = 0; i < edges.size(); i++) {
      line.append(
          number("loss/" + edges.get(i), loss * (1 + 0.15 * i) + 0.04 * random.nextGaussian()));
    }
    double warm = Math.min(1, part / 0.05);
    line.append(number("lr", 1e-3 * warm * 0.5 * (1 + Math.cos(Math.PI * part))));
    line.append(
        number("grad_norm", 0.4 + 3 * Math.exp(-9 * part) + 0.1 * Math.abs(random.nextGaussian())));
    line.append(number("logit_scale", 14.3 + 60 * (1 - Math.exp(-3 * part))));
    line.append(number("samples_per_second", speed * (1 + 0.02 * random.nextGaussian())));
    return line.append('}').toString();
  }

  private String results(int step, double recall) {
    double part = 1 - Math.exp(-4.0 * step / steps);
    StringBuilder lines =
        new StringBuilder(
            "{\"step\":" + step + ",\"evaluator\":\"retrieval\",\"data\":\"emoji/val\"");
    int[] ranks = {1, 5, 10};
    for (int k : ranks) {
      double value = part * Math.pow(recall, 1 / (1 + 0.8 * Math.log(k)));
      lines
          .append(number("image_to_text_R@" + k, value))
          .append(number("text_to_image_R@" + k, value * 0.97));
    }
    lines.append(number("image_to_text_mean_rank", 40 - 30 * part)).append("}\n");
    lines
        .append("{\"step\":")
        .append(step)
        .append(",\"evaluator\":\"zero-shot\",\"data\":\"emoji/groups\"");
    lines
        .append(number("zeroshot-top1", part * (recall + 0.2)))
        .append(number("zeroshot-top5", part * (recall + 0.4)));
    return lines.append('}').toString();
  }

  private static String number(String name, double value) {
    return String.format(Locale.ROOT, ",\"%s\":%.6g", name, value);
  }

  private static String settings(String name, int seed, List<String> edges, boolean third) {
    String yaml =
        """
        name: %s
        seed: %d # base.yaml:3:7
        batch: 1024
        towers:
          image: {type: vit, width: 192, depth: 12, frozen: %s}
          text: {type: text-transformer, width: 192, depth: 6}
        """
            .formatted(name, seed, name.startsWith("lit"));
    if (third) {
      yaml +=
          name.startsWith("lit")
              ? ""
              : "  third: {type: vit, weights: dino-s16.safetensors, frozen: true}\n";
    }
    yaml += "losses:\n  nce: {type: softmax-contrastive}\nedges:\n";
    for (String edge : edges) {
      yaml +=
          "  - {join: ["
              + edge.replace("-", ", ")
              + "], loss: nce, weight: 1/"
              + edges.size()
              + "}\n";
    }
    return yaml
        + "optimizer: {type: adamw, lr: "
        + (name.startsWith("lit") ? "1e-3" : "5e-4")
        + "}\n";
  }
}
