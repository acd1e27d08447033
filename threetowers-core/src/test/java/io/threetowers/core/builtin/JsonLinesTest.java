package io.threetowers.core.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.Tracker;
import io.threetowers.core.model.HostContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesTest {
  @TempDir Path run;

  @Test
  void writesOneObjectALine() throws IOException {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("examples", 64000.0);
    metrics.put("loss/\"a\\b\"\n", 2.0625);
    metrics.put("grad_norm", Double.NaN);
    metrics.put("lr", 1e-5);
    try (Tracker tracker = open()) {
      tracker.step(50, metrics);
      tracker.evaluation(50, "retrieval", "val", Map.of("image_to_text_R@1", 0.25));
      assertThat(run.resolve("metrics.jsonl"))
          .hasContent(
              "{\"step\":50,\"examples\":64000,\"loss/\\\"a\\\\b\\\"\\u000a\":2.0625,\"grad_norm\":null,\"lr\":1.0E-5}\n");
    }
    assertThat(run.resolve("results.jsonl"))
        .hasContent(
            "{\"step\":50,\"evaluator\":\"retrieval\",\"data\":\"val\",\"image_to_text_R@1\":0.25}\n");
  }

  @Test
  void aResumedRunLeavesTheFilesOfAnUnbrokenOne() throws IOException {
    try (Tracker unbroken = open()) {
      log(unbroken, 1, 9);
    }
    String metrics = Files.readString(run.resolve("metrics.jsonl"));
    String results = Files.readString(run.resolve("results.jsonl"));
    for (int saved = 0; saved < 9; saved++) {
      // Killed at step 9, half way through a line, with the checkpoint of an earlier step.
      Files.writeString(
          run.resolve("metrics.jsonl"), "{\"step\":10,\"lo", StandardOpenOption.APPEND);
      try (Tracker resumed = open()) {
        log(resumed, saved + 1, 9);
      }
      assertThat(run.resolve("metrics.jsonl")).as("resumed after %d", saved).hasContent(metrics);
      assertThat(run.resolve("results.jsonl")).as("resumed after %d", saved).hasContent(results);
    }
  }

  @Test
  void aRunThatGoesOnWithAnEvaluationKeepsTheStepBeforeIt() throws IOException {
    try (Tracker tracker = open()) {
      log(tracker, 1, 4);
    }
    try (Tracker tracker = open()) {
      tracker.evaluation(2, "retrieval", "val", Map.of("R", 2.0));
    }
    assertThat(run.resolve("metrics.jsonl"))
        .hasContent("{\"step\":1,\"loss\":1}\n{\"step\":2,\"loss\":2}\n");
    assertThat(run.resolve("results.jsonl"))
        .hasContent("{\"step\":2,\"evaluator\":\"retrieval\",\"data\":\"val\",\"R\":2}\n");
  }

  @Test
  void cutsBackToTheStepFromWhichARunGoesOn() throws IOException {
    try (Tracker tracker = open()) {
      log(tracker, 1, 9);
    }
    JsonLines.cutBack(run, 4);
    // Even if the next line is of a much later step.
    try (Tracker tracker = open()) {
      tracker.step(9, Map.of("loss", 9.0));
    }
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
        .extracting(line -> line.replaceAll(".*\"step\":(\\d+).*", "$1"))
        .containsExactly("1", "2", "3", "4", "9");
    assertThat(Files.readAllLines(run.resolve("results.jsonl")))
        .extracting(line -> line.replaceAll(".*\"step\":(\\d+).*", "$1"))
        .containsOnly("2", "4");
    JsonLines.cutBack(run, 0);
    assertThat(run.resolve("metrics.jsonl")).isEmptyFile();
    JsonLines.cutBack(run.resolve("none"), 3);
  }

  @Test
  void removesNothingBeforeItIsAskedToWrite() throws IOException {
    Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":1}\nnot ours\n{\"step\":2");
    open().close();
    assertThat(run.resolve("metrics.jsonl")).hasContent("{\"step\":1}\nnot ours\n");
  }

  @Test
  void keepsLinesThatADiskRefusesUntilThereIsRoomAgain() throws IOException {
    Path path = Files.writeString(run.resolve("metrics.jsonl"), "");
    Path other = Files.writeString(run.resolve("results.jsonl"), "");
    try (FullDisk metrics = new FullDisk(path);
        FullDisk results = new FullDisk(other);
        Tracker tracker =
            new JsonLinesTracker(
                run, new JsonLinesFile(path, metrics), new JsonLinesFile(other, results))) {
      log(tracker, 1, 3);
      String before = Files.readString(path);
      metrics.room = 5; // less than a line
      results.room = 0;
      log(tracker, 4, 9);
      assertThat(path).as("no half a line").hasContent(before);
      metrics.room = FullDisk.MUCH;
      results.room = FullDisk.MUCH;
      log(tracker, 10, 11);
    }
    String whole = Files.readString(path) + Files.readString(other);
    Files.delete(path);
    Files.delete(other);
    try (Tracker unbroken = open()) {
      log(unbroken, 1, 11);
    }
    assertThat(whole).isEqualTo(Files.readString(path) + Files.readString(other));
  }

  @Test
  void saysHowManyLinesAreLostWhereThereIsNoRoomInTheEnd() throws IOException {
    Path path = Files.writeString(run.resolve("metrics.jsonl"), "");
    FullDisk metrics = new FullDisk(path);
    JsonLinesFile results = JsonLinesFile.open(run.resolve("results.jsonl"));
    Tracker tracker = new JsonLinesTracker(run, new JsonLinesFile(path, metrics), results);
    log(tracker, 1, 1);
    metrics.room = 5;
    log(tracker, 2, 4);
    assertThatThrownBy(tracker::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "the last 3 lines of numbers of '" + run + "' are lost (No space left on device)");
    assertThat(metrics.isOpen()).isFalse();
    assertThat(Files.readAllLines(path)).hasSize(1);
  }

  @Test
  void stopsTheRunBeforeWhatWaitsTakesAllMemory() throws IOException {
    Path path = Files.writeString(run.resolve("metrics.jsonl"), "");
    FullDisk metrics = new FullDisk(path);
    metrics.room = 0;
    JsonLinesFile results = JsonLinesFile.open(run.resolve("results.jsonl"));
    Tracker tracker = new JsonLinesTracker(run, new JsonLinesFile(path, metrics), results);
    Map<String, Double> loss = Map.of("loss", 1.0);
    for (int step = 1; step <= 10_000; step++) {
      tracker.step(step, loss);
    }
    assertThatThrownBy(() -> tracker.step(10_001, loss))
        .hasMessage(
            "the numbers of '"
                + run
                + "' cannot be written, and too many wait for it (No space left on device)");
    assertThatThrownBy(tracker::close).hasMessageContaining("10001 lines");
  }

  /** Logs each step and evaluates each second one, twice. */
  private static void log(Tracker tracker, int first, int last) {
    for (int step = first; step <= last; step++) {
      tracker.step(step, Map.of("loss", (double) step));
      if (step % 2 == 0) {
        tracker.evaluation(step, "retrieval", "val", Map.of("R", (double) step));
        tracker.evaluation(step, "zero-shot", "val", Map.of("R", (double) step));
      }
    }
  }

  private Tracker open() {
    return new JsonLines().create(new JsonLines.Config(), run, new HostContext("json-lines"));
  }
}
