package io.threetowers.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.BuildContext;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Tracker;
import io.threetowers.api.TrackerFactory;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.experiment.Experiment;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackersTest {
  @TempDir private Path folder;
  private final List<String> heard = new ArrayList<>();

  /** Writes down what it is told. */
  private final class Diary implements TrackerFactory<Diary.Config> {
    record Config(Optional<String> refuses, Optional<String> password) {}

    @Override
    public String type() {
      return "diary";
    }

    @Override
    public Class<Config> config() {
      return Config.class;
    }

    @Override
    public Tracker create(Config config, Path run, BuildContext context) {
      config
          .refuses()
          .ifPresent(
              why -> {
                throw new InvalidInputException(why);
              });
      return new Pen(context.name());
    }
  }

  private final class Pen implements Tracker {
    private final String name;

    Pen(String name) {
      this.name = name;
    }

    @Override
    public void settings(Map<String, String> settings) {
      settings.forEach((key, value) -> heard.add(name + " " + key + "=" + value));
    }

    @Override
    public void ended(End end) {
      heard.add(name + " " + end);
      throw new IllegalStateException(name);
    }

    @Override
    public void close() {
      heard.add(name + " closed");
    }
  }

  private Tracker open(String trackers) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            TinyExperiment.THREE_TOWERS.formatted("") + "trackers: " + trackers + "\n");
    Bound<Experiment> bound =
        new ConfigReader(
                new ComponentRegistry(
                    Stream.concat(TinyExperiment.components().stream(), Stream.of(new Diary()))
                        .toList()))
            .read(file, List.of(), Experiment.class);
    return Trackers.open(bound, folder);
  }

  @Test
  void tellsEachWhatIsRunButNotWhereTheNumbersGo() throws IOException {
    open("{one: {type: diary, password: secret}}").close();
    assertThat(heard)
        .contains(
            "one heads.img.width=5",
            "one edges[1].join[0]=img-third",
            "one edges[0].weight=1/3",
            "one optimizer.weight-decay=0.1",
            "one optimizer.beta1=0.9",
            "one towers.third.frozen=true")
        .noneMatch(line -> line.contains("secret") || line.endsWith("=null"))
        .endsWith("one closed");
  }

  @Test
  void tellsAllHowTheRunEndedThoughOneFails() throws IOException {
    Tracker trackers = open("{one: {type: diary}, two: {type: diary}}");
    heard.clear();
    assertThatThrownBy(() -> trackers.ended(Tracker.End.STOPPED)).hasMessageContaining("one");
    trackers.close();
    assertThat(heard).containsExactly("one STOPPED", "two STOPPED", "one closed", "two closed");
  }

  @Test
  void closesThoseThatAreOpenWhereOneRefuses() {
    assertThatThrownBy(() -> open("{one: {type: diary}, two: {type: diary, refuses: no room}}"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("trackers.two: no room");
    assertThat(heard).containsExactly("one FAILED", "one closed");
  }
}
