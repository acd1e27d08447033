package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people are told, word by word.
 *
 * <p>A golden file holds cases; a case holds files (the first is read), overrides under {@code
 * set}, and under {@code told} the message.
 */
class MessagesTest {
  private static final List<String> FILES =
      List.of(
          "values.txt", "keys.txt", "components.txt", "syntax.txt", "extends.txt", "overrides.txt");

  @TempDir Path folder;

  /** One part of a case: a file, {@code set} or {@code told}. */
  private record Section(String name, String text) {}

  @TestFactory
  List<DynamicContainer> tellsWhatIsWrongAndWhatWouldBeRight() throws IOException {
    List<DynamicContainer> tests = new ArrayList<>();
    for (String name : FILES) {
      tests.add(DynamicContainer.dynamicContainer(name, cases(name)));
    }
    return tests;
  }

  private List<DynamicTest> cases(String name) throws IOException {
    List<Section> cases = split(Goldens.read(name), "##### ");
    if (Goldens.areWritten()) {
      Goldens.write(name, rewritten(cases));
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Section one : cases) {
      List<Section> sections = split(one.text(), "=== ");
      String expected = sections.get(sections.size() - 1).text().strip();
      tests.add(
          DynamicTest.dynamicTest(
              one.name(), () -> assertThat(told(sections)).isEqualTo(expected)));
    }
    return tests;
  }

  private String told(List<Section> sections) throws IOException {
    Path root = Files.createTempDirectory(folder, "case");
    List<String> overrides = new ArrayList<>();
    for (Section section : sections) {
      if (section.name().equals("set")) {
        section.text().lines().forEach(overrides::add);
      } else if (!section.name().equals("told")) {
        Files.writeString(root.resolve(section.name()), section.text());
      }
    }
    Path file = root.resolve(sections.get(0).name());
    InvalidConfigException thrown =
        catchThrowableOfType(
            InvalidConfigException.class,
            () -> Sample.reader().read(file, overrides, Sample.Experiment.class));
    assertThat(thrown).as("nothing was told").isNotNull();
    return thrown.getMessage().replace(root + "/", "");
  }

  private String rewritten(List<Section> cases) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Section one : cases) {
      List<Section> sections = split(one.text(), "=== ");
      text.append(text.isEmpty() ? "" : "\n").append("##### ").append(one.name()).append('\n');
      for (Section section : sections.subList(0, sections.size() - 1)) {
        text.append("=== ").append(section.name()).append('\n').append(section.text());
      }
      text.append("=== told\n").append(told(sections)).append('\n');
    }
    return text.toString();
  }

  private static List<Section> split(String text, String mark) {
    return Stream.of(text.split("(?m)^(?=" + mark + ")"))
        .filter(part -> part.startsWith(mark))
        .map(
            part ->
                new Section(
                    part.lines().findFirst().orElseThrow().substring(mark.length()),
                    part.substring(part.indexOf('\n') + 1)))
        .toList();
  }
}
