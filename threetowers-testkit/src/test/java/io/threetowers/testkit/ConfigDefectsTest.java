package io.threetowers.testkit;

import io.threetowers.api.Component;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigDefectsTest extends PlantedDefects {
  private static final String EVERY_SORT =
      """
      width: 16
      ratio: 0.25
      depth: 3
      sizes: [4, 5]
      inner: {size: 2, word: inside}
      inners: [{size: 2, word: first}, {size: 3}]
      named: {one: {size: 2, word: one}}
      share: 20%
      """;

  /** A component and its block. */
  record Configured(Component<?, ?> component, String everySetting, Set<String> alsoRequired) {
    Configured(Component<?, ?> component, String everySetting) {
      this(component, everySetting, Set.of());
    }
  }

  ConfigDefectsTest() {
    super(ConfigContract.class, Applied.class, defects());
  }

  @ParameterizedClass
  @MethodSource("io.threetowers.testkit.ConfigDefectsTest#defects")
  static final class Applied extends ConfigContract {
    private final Defect<Configured> defect;

    Applied(Defect<Configured> defect) {
      this.defect = defect;
    }

    @Override
    protected Component<?, ?> component() {
      return defect.component().component();
    }

    @Override
    protected String everySetting() {
      return defect.component().everySetting();
    }

    @Override
    protected Set<String> alsoRequired() {
      return defect.component().alsoRequired();
    }
  }

  static Stream<Defect<Configured>> defects() {
    return Stream.of(
        Defect.none(new Configured(new SampleComponents.Sound(), EVERY_SORT)),
        Defect.none(
            new Configured(
                new SampleComponents.Exclusive(), "file: a\n---\nfolder: b\n", Set.of("file"))),
        Defect.of(
                "isAComponentThatTheHostCanMake",
                new Configured(new SampleComponents.MisnamedType(), ""))
            .andOf("isNamedInTheServicesFile", "the host would refuse the file that names it"),
        Defect.of("isNamedInTheServicesFile", new Configured(new SampleComponents.Unlisted(), "")),
        Defect.of(
            "leavesTheHostItsNames", new Configured(new SampleComponents.Frozen(), "frozen: 5")),
        Defect.of(
            "documentsEverySetting",
            new Configured(new SampleComponents.Undocumented(), "width: 8")),
        Defect.of(
            "bindsWithItsRequiredSettingsAlone",
            new Configured(new SampleComponents.WrongDefault(), "width: 8")),
        Defect.of(
            "takesEveryPreset",
            new Configured(new SampleComponents.WronglyPreset(), "width: 8\ndepth: 3")),
        Defect.none(new Configured(new SampleComponents.RightlyPreset(), "width: 8\ndepth: 3")),
        Defect.of(
            "takesEverySettingFromTheBlock",
            new Configured(new SampleComponents.Stubborn(), "word: another")),
        Defect.of("takesEverySettingFromTheBlock", sound("share: 20%", "share: 10%")),
        Defect.of("takesEverySettingFromTheBlock", sound("depth: 3", "")),
        Defect.of("takesEverySettingFromTheBlock", sound(", word: one", "")),
        Defect.of("takesEverySettingFromTheBlock", sound(", word: first", "")),
        Defect.of(
            "readsBackWhatIsPrintedOfIt",
            new Configured(new SampleComponents.Unequal(), "shape: square")),
        Defect.of(
            "refusesNumbersOutsideTheirLimits",
            new Configured(new SampleComponents.LimitedText(), "width: 2")),
        Defect.of(
            "tellsOfValuesThatItCannotTake",
            new Configured(new SampleComponents.Dividing(), "heads: 8")));
  }

  /** A block in which a setting is forgotten, or has its default. */
  private static Configured sound(String line, String instead) {
    return new Configured(new SampleComponents.Sound(), EVERY_SORT.replace(line, instead));
  }
}
