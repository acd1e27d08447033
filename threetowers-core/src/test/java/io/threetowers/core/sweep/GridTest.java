package io.threetowers.core.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

  @Test
  void combinesRangesAndListsTheLastFastest() {
    Grid grid = Grid.parse(List.of("seed=0..1", "train.duration=5", "optimizer.lr=1e-3,3e-4"));
    assertThat(grid.keys()).containsExactly("seed", "optimizer.lr");
    assertThat(grid.settings()).containsExactly("train.duration=5");
    assertThat(grid.points())
        .containsExactly(
            point("seed=0,lr=0.001", "seed=0", "train.duration=5", "optimizer.lr=1e-3"),
            point("seed=0,lr=0.0003", "seed=0", "train.duration=5", "optimizer.lr=3e-4"),
            point("seed=1,lr=0.001", "seed=1", "train.duration=5", "optimizer.lr=1e-3"),
            point("seed=1,lr=0.0003", "seed=1", "train.duration=5", "optimizer.lr=3e-4"));
  }

  private static GridPoint point(String name, String... overrides) {
    return new GridPoint(name, List.of(overrides));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "0..3                         | 0 / 1 / 2 / 3",
        "-1..1                        | -1 / 0 / 1",
        "0..2,7                       | 0 / 1 / 2 / 7",
        "1e-3, 3e-4                   | 1e-3 / 3e-4",
        "[1, 2]                       | [1, 2]",
        "[1, 2],[3]                   | [1, 2] / [3]",
        "{type: adamw, lr: 1},null    | {type: adamw, lr: 1} / null",
        "train-{000..003}.tar         | train-{000..003}.tar",
        "a-{1,2}.tar,b.tar            | a-{1,2}.tar / b.tar",
        "'a, b',c                     | 'a, b' / c",
        "\"a, \\\" b\",c              | \"a, \\\" b\" / c",
        "['{}, a photo'],['{}']       | ['{}, a photo'] / ['{}']",
        "it's,that's                  | it's / that's",
        "../other.yaml                | ../other.yaml",
        "[1, 2                        | [1, 2",
        "'a, b                        | 'a, b",
        "a],b                         | a] / b",
      })
  void takesValuesApartAsPeopleMeanThem(String written, String values) {
    assertThat(Axis.parse("key=" + written).values()).containsExactly(values.split(" / "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "seed=4..0      | 'seed=4..0': the range '4..0' goes backwards; did you mean '0..4'?",
        "lr=1e-4..1e-3  | 'lr=1e-4..1e-3': '1e-4..1e-3' is no range of whole numbers such as 0..4; write a list, such as 1e-4,1e-3",
        "seed=0...4     | 'seed=0...4': '0...4' is no range of whole numbers such as 0..4; write a list, such as 0,4",
        "key=007..009   | 'key=007..009': '007..009' is no range of whole numbers such as 0..4; write a list, such as 007,009",
        "lr=1e-3,,3e-4  | 'lr=1e-3,,3e-4': a value is missing beside a comma",
        "lr=1e-3,       | 'lr=1e-3,': a value is missing beside a comma",
        "lr=1e-3,0.001  | 'lr=1e-3,0.001': '1e-3' and '0.001' are the same value",
        "seed=0..3,2    | 'seed=0..3,2': the value '2' is there twice",
        "seed=1..100000 | 'seed=1..100000': the range '1..100000' has 100000 values, more than 1000",
        "device=cpu,gpu | 'device' holds for a sweep as a whole; give it one value",
        "name=a,b       | 'name' holds for a sweep as a whole; give it one value",
        "seed=1         | a sweep needs a setting of several values, such as seed=0..4 or optimizer.lr=1e-3,3e-4; 'train' runs one experiment",
      })
  void saysWhatIsWrongWithAGrid(String argument, String message) {
    assertThatThrownBy(() -> Grid.parse(List.of(argument)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void tellsAllMistakesAtOnce() {
    assertThatThrownBy(
            () -> Grid.parse(List.of("seed=0..4", "seed=7", "lr=1,1", "a=1..40", "b=1..40")))
        .hasMessage(
            """
            3 problems:
            'lr=1,1': the value '1' is there twice
            'seed' is set twice; write all its values behind one '='
            the sweep has 5 × 40 × 40 = 8000 runs, more than 1000""");
  }

  /** The reader of experiments knows better what is wrong with them. */
  @Test
  void leavesWordsThatAreNoAssignmentToTheReader() {
    assertThat(Grid.parse(List.of("seed=0..1", "other.yaml")).settings())
        .containsExactly("other.yaml");
  }

  @Test
  void namesRunsByAsMuchOfAKeyAsTellsThemApart() {
    Grid grid =
        Grid.parse(
            List.of("towers.image.width=1,2", "towers.text.width=1,2", "edges[0].weight=1/3,1/2"));
    assertThat(grid.points().get(0).name())
        .matches("image\\.width=1,text\\.width=1,weight=1_3-[0-9a-f]{8}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "1e-3     | 0.001",
        "0.0010   | 0.001",
        "100      | 100",
        "1e10     | 1e10",
        "3e-10    | 3e-10",
        "-0.5     | -0.5",
        "adamw    | adamw",
        "'adamw'  | adamw",
        "007      | 007",
        "S/16     | S_16-c20aeca6",
        "..       | -9608161c",
      })
  void givesValuesNamesForEveryFileSystem(String value, String name) {
    assertThat(ValueName.of(value)).isEqualTo(name);
  }

  @Test
  void keepsNamesShortAndDifferent() {
    String one = ValueName.of("x".repeat(300) + "1");
    assertThat(one).hasSizeLessThan(60).isNotEqualTo(ValueName.of("x".repeat(300) + "2"));
  }
}
