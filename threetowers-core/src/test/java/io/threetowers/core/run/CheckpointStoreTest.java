package io.threetowers.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointStoreTest {
  @TempDir Path run;
  private Path folder;
  private CheckpointStore store;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void create() {
    folder = run.resolve("checkpoints");
    store = new CheckpointStore(folder);
  }

  @Test
  void aNewRunHasNone() throws IOException {
    assertThat(store.latest()).isEmpty();
    assertThat(store.names()).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void keepsTheNewest() throws IOException {
    save(100, "a");
    save(200, "b");
    save(1_000_000, "c");
    assertThat(store.names()).containsExactly("step_000200", "step_1000000");
    assertThat(folder.resolve("latest")).hasContent("step_1000000");
    assertThat(text(store.latest().orElseThrow())).isEqualTo("c");
    assertThat(store.load("step_000200").step()).isEqualTo(200);
  }

  @Test
  void forgetsTheStepsThatTheRunWentBackBefore() throws IOException {
    save(400, "a");
    save(500, "b");
    save(300, "c");
    assertThat(store.names()).containsExactly("step_000300", "step_000500");
    assertThat(store.latest().orElseThrow().step()).isEqualTo(300);
    save(350, "d");
    assertThat(store.names()).containsExactly("step_000300", "step_000350");
  }

  @Test
  void replacesOneOfTheSameStep() throws IOException {
    save(100, "a");
    save(100, "b");
    assertThat(text(store.latest().orElseThrow())).isEqualTo("b");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("latest", "step_000100");
  }

  @Test
  void goesBackToTheOneThatWasBeingReplaced() throws IOException {
    save(100, "a");
    Files.move(folder.resolve("step_000100"), folder.resolve("step_000100.replaced"));
    assertThat(text(store.latest().orElseThrow())).isEqualTo("a");
    save(200, "b");
    assertThat(store.names()).containsExactly("step_000100", "step_000200");
  }

  @Test
  void whatFailsHalfWayLeavesTheOthersAsTheyWere() throws IOException {
    save(100, "a");
    assertThatThrownBy(
            () ->
                store.save(
                    200,
                    Retention.ofLast(2),
                    partial -> {
                      Files.writeString(partial.resolve("model.safetensors"), "half");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot save checkpoint '%s' (No space left on device); the ones saved before are untouched"
                .formatted(folder.resolve("step_000200")));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("latest", "step_000100");
    assertThat(text(store.latest().orElseThrow())).isEqualTo("a");
  }

  @Test
  void tellsThatTheNewestIsDamagedAndWhichIsWhole() throws IOException {
    save(100, "a");
    save(200, "b");
    Files.writeString(
        folder.resolve("step_000200/model.safetensors"), "x", StandardOpenOption.APPEND);
    assertThatThrownBy(store::latest)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "checkpoint '%s' is damaged: 'model.safetensors' is not what was saved; 'step_000100' is whole: write that name into '%s' to go on from there"
                .formatted(folder.resolve("step_000200"), folder.resolve("latest")));

    Files.writeString(folder.resolve("latest"), "step_000100");
    assertThat(text(store.latest().orElseThrow())).isEqualTo("a");
    Files.delete(folder.resolve("step_000100/model.safetensors"));
    assertThatThrownBy(store::latest)
        .hasMessage(
            "checkpoint '%s' is damaged: 'model.safetensors' is missing; no other checkpoint in '%s' is whole"
                .formatted(folder.resolve("step_000100"), folder));
  }

  @Test
  void goesBackPastDamagedOnesAndSaysSo() throws IOException {
    assertThat(store.latestWhole(warnings::add)).isEmpty();
    save(100, "a");
    save(200, "b");
    assertThat(text(store.latestWhole(warnings::add).orElseThrow())).isEqualTo("b");
    assertThat(warnings).isEmpty();

    Files.writeString(folder.resolve("step_000200/model.safetensors"), "x");
    assertThat(text(store.latestWhole(warnings::add).orElseThrow())).isEqualTo("a");
    assertThat(warnings)
        .containsExactly(
            "checkpoint '%s' is damaged: 'model.safetensors' is not what was saved; going on from 'step_000100'"
                .formatted(folder.resolve("step_000200")));

    DurableFiles.delete(folder.resolve("step_000200"));
    assertThat(text(store.latestWhole(warnings::add).orElseThrow())).isEqualTo("a");
    assertThat(warnings)
        .last()
        .isEqualTo(
            "checkpoint '%s' is missing; going on from 'step_000100'"
                .formatted(folder.resolve("step_000200")));

    Files.delete(folder.resolve("step_000100/checksums"));
    assertThatThrownBy(() -> store.latestWhole(warnings::add))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "the run has no whole checkpoint to go on from: checkpoint '%s' is missing; checkpoint '%s' is damaged: 'checksums' is missing; start another with --run DIR"
                .formatted(folder.resolve("step_000200"), folder.resolve("step_000100")));
  }

  @Test
  void refusesANameThatIsNone() throws IOException {
    save(100, "a");
    assertThatThrownBy(() -> store.load("../step_000100"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "there is no checkpoint '../step_000100' in '%s', only [step_000100]"
                .formatted(folder));
    assertThatThrownBy(() -> store.load("step_000300"))
        .hasMessage(
            "there is no checkpoint 'step_000300' in '%s', only [step_000100]".formatted(folder));
    assertThatThrownBy(() -> store.load("best"))
        .hasMessage(
            "no checkpoint in '%s' is the best, for checkpoint.keep.best names no metric that was measured; there are [step_000100]"
                .formatted(folder));
  }

  @Test
  void keepsMilestonesForEverAndTheBestUntilThereIsABetter() throws IOException {
    save(100, retention(1, List.of(100L), 100));
    save(150, retention(1, List.of(100L), 150));
    save(200, retention(1, List.of(100L, 200L), 150));
    save(250, retention(1, List.of(100L, 200L), 150));
    assertThat(store.names())
        .containsExactly("step_000100", "step_000150", "step_000200", "step_000250");
    assertThat(folder.resolve("best")).hasContent("step_000150");
    assertThat(store.load("best").step()).isEqualTo(150);
    assertThat(store.load("latest").step()).isEqualTo(250);
    save(300, retention(1, List.of(100L, 200L), 300));
    assertThat(store.names()).containsExactly("step_000100", "step_000200", "step_000300");
    assertThat(store.load("best").step()).isEqualTo(300);
    save(350, Retention.ofLast(1));
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("latest", "step_000350");
  }

  @Test
  void tellsThatTheBestIsDamaged() throws IOException {
    save(100, retention(2, List.of(), 100));
    save(200, retention(2, List.of(), 100));
    Files.writeString(folder.resolve("step_000100/model.safetensors"), "x");
    assertThatThrownBy(() -> store.load("best"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "checkpoint '%s' is damaged: 'model.safetensors' is not what was saved; 'step_000200' is whole"
                .formatted(folder.resolve("step_000100")));
  }

  private static Retention retention(int last, List<Long> milestones, long best) {
    return new Retention(last, Set.copyOf(milestones), OptionalLong.of(best));
  }

  private void save(long step, Retention retention) throws IOException {
    store.save(
        step, retention, partial -> Files.writeString(partial.resolve("model.safetensors"), "a"));
  }

  private void save(long step, String text) throws IOException {
    store.save(
        step,
        Retention.ofLast(2),
        partial -> Files.writeString(partial.resolve("model.safetensors"), text));
  }

  private static String text(Checkpoint checkpoint) throws IOException {
    return Files.readString(checkpoint.model());
  }
}
