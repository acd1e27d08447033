package io.threetowers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Component;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.api.config.Doc;
import io.threetowers.core.config.Bound;
import io.threetowers.core.config.ConfigReader;
import io.threetowers.core.config.Describe;
import io.threetowers.core.config.InvalidConfigException;
import io.threetowers.core.config.PresetTable;
import io.threetowers.core.config.Problem;
import io.threetowers.core.config.ResolvedPrinter;
import io.threetowers.core.plugin.ComponentRegistry;
import io.threetowers.core.plugin.PluginLoader;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every component and its settings must do: extend it, name the component, and write a block
 * in which every setting is something else than its default.
 *
 * <pre>{@code
 * class PairwiseLogisticConfigTest extends ConfigContract {
 *   @Override
 *   protected Component<?, ?> component() {
 *     return new PairwiseLogistic();
 *   }
 *
 *   @Override
 *   protected String everySetting() {
 *     return """
 *         temperature: 20
 *         learned: false
 *         """;
 *   }
 * }
 * }</pre>
 *
 * <p>Start without {@link #everySetting()}: the failure says which lines it needs. The block is
 * read as the host reads an experiment file, and no component is built, so its files need not
 * exist.
 */
public abstract class ConfigContract {
  private static final String KEBAB_CASE = "[a-z][a-z0-9]*(-[a-z0-9]+)*";

  @TempDir private Path folder;
  private Component<?, ?> component;
  private ConfigReader reader;

  /** {@return the component under test: what {@code new} gives} */
  protected abstract Component<?, ?> component();

  /**
   * A block, without {@code type:}, in which every setting has a value that is not its default,
   * nested ones included. Settings that exclude each other go into blocks of their own, with a line
   * {@code ---} between them.
   *
   * @return YAML; empty for a component without settings
   */
  protected String everySetting() {
    return "";
  }

  /**
   * Names of settings that a block cannot do without although the record lets it, because of a rule
   * in its constructor: one of several ways to say a size.
   *
   * @return none, unless overridden
   */
  protected Set<String> alsoRequired() {
    return Set.of();
  }

  /**
   * Components that the block names besides those of the class path, where a setting is a {@code
   * Part}.
   *
   * @return none, unless overridden
   */
  protected List<Component<?, ?>> parts() {
    return List.of();
  }

  @BeforeEach
  void make() {
    component = component();
    List<Component<?, ?>> found;
    try {
      found = onClassPath();
    } catch (InvalidInputException e) {
      found = List.of(); // isNamedInTheServicesFile tells of it
    }
    reader = reader(component, parts(), found);
  }

  @Test
  void isAComponentThatTheHostCanMake() {
    Class<?> type = component.getClass();
    assertThat(Modifier.isPublic(type.getModifiers()) && type.getConstructors().length > 0)
        .as("%s is public", type.getName())
        .isTrue();
    assertThat(type.getConstructors())
        .as("public constructors of %s: the host needs one without parameters", type.getName())
        .anyMatch(constructor -> constructor.getParameterCount() == 0);
    assertThat(component.type()).as("type(), the word after 'type:'").matches(KEBAB_CASE);
    assertThat(component.config().isRecord())
        .as("config() is a record: %s", component.config().getName())
        .isTrue();
    assertThat(Describe.describe(component)).as("what 'describe' shows").isNotBlank();
  }

  @Test
  void isNamedInTheServicesFile() {
    String name = component.getClass().getName();
    assertThat(onClassPath())
        .as(
            "the components of the class path: put the line '%s' into"
                + " src/main/resources/META-INF/services/%s",
            name, Component.class.getName())
        .anyMatch(found -> found.getClass() == component.getClass());
  }

  @Test
  void leavesTheHostItsNames() {
    String block = "block: {type: '" + component.type() + "'}";
    SettingsFile<? extends Record> file =
        new SettingsFile<>(
            reader, HostBlock.of(Kind.of(component)), folder.resolve("host.yaml"), block);
    List<String> taken = new ArrayList<>();
    try {
      file.read(List.of());
    } catch (InvalidConfigException e) {
      // What is required is missing in this block, and told too.
      e.problems().stream()
          .map(Problem::message)
          .filter(message -> message.contains("a name that the host uses"))
          .forEach(taken::add);
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void documentsEverySetting() {
    Doc doc = component.config().getAnnotation(Doc.class);
    assertThat(doc == null ? "" : doc.value())
        .as("@Doc on %s: what the block is", component.config().getName())
        .isNotBlank();
    assertThat(DeclaredSetting.of(component.config()))
        .as("settings: each needs @Doc(\"what it means\")")
        .allSatisfy(setting -> assertThat(setting.doc()).as(setting.path()).isNotBlank());
  }

  @Test
  void bindsWithItsRequiredSettingsAlone() {
    SettingsFile<?> file = files().get(0);
    Set<String> written = SettingsFile.values(file.read()).keySet();
    try {
      file.read(withoutOptional(written));
    } catch (InvalidConfigException e) {
      throw new AssertionError(
          "with its required settings alone the block is refused: "
              + e.getMessage()
              + "; if a rule of the record requires more, name it in alsoRequired()",
          e);
    }
  }

  /**
   * Each preset with what {@code everySetting} says of the settings that it leaves open and that
   * are required.
   */
  @Test
  void takesEveryPreset() {
    SettingsFile<?> file = files().get(0);
    Set<String> written = SettingsFile.values(file.read()).keySet();
    PresetTable presets = PresetTable.of(component.config());
    for (String preset : presets.names()) {
      List<String> overrides = new ArrayList<>(List.of("preset=" + preset));
      Set<String> own = presets.settings(preset);
      settings().stream()
          .filter(DeclaredSetting::isAtTheTop)
          .filter(setting -> setting.mayBeLeftOut() || own.contains(setting.path()))
          .flatMap(setting -> setting.places(written).stream())
          .forEach(place -> overrides.add(place + "=null"));
      try {
        file.read(overrides);
      } catch (InvalidConfigException e) {
        throw new AssertionError(
            "the preset '%s' is refused: %s".formatted(preset, e.getMessage()), e);
      }
    }
  }

  /** Overrides that take away what may be left out, the outermost of it. */
  private List<String> withoutOptional(Set<String> written) {
    List<String> gone =
        settings().stream()
            .filter(DeclaredSetting::mayBeLeftOut)
            .filter(setting -> !alsoRequired().contains(setting.path()))
            .flatMap(setting -> setting.places(written).stream())
            .toList();
    return gone.stream()
        .filter(
            place ->
                gone.stream().noneMatch(around -> place.matches("\\Q" + around + "\\E[.\\[].*")))
        .map(place -> place + "=null")
        .toList();
  }

  @Test
  void takesEverySettingFromTheBlock() {
    List<? extends Bound<?>> blocks = files().stream().map(SettingsFile::read).toList();
    List<String> lacking =
        settings().stream()
            .filter(setting -> blocks.stream().allMatch(block -> places(setting, block).isEmpty()))
            .map(DeclaredSetting::line)
            .toList();
    assertThat(lacking)
        .as("settings that everySetting() lacks; add them, with values that are not their defaults")
        .isEmpty();
    for (SettingsFile<?> file : files()) {
      for (DeclaredSetting setting : settings()) {
        for (String place : places(setting, file.read())) {
          requireArrival(file, setting, place);
        }
      }
    }
  }

  private static List<String> places(DeclaredSetting setting, Bound<?> block) {
    return setting.places(SettingsFile.values(block).keySet()).stream()
        .filter(place -> SettingsFile.isWritten(block, place))
        .toList();
  }

  /** A value that does not arrive, or is the default, makes no difference to the record. */
  private static void requireArrival(SettingsFile<?> file, DeclaredSetting setting, String place) {
    Bound<? extends Record> block = file.read();
    Numbers.requireEqual(setting, block.value(), SettingsFile.values(block).get(place));
    if (setting.mayBeLeftOut() && without(file, place).equals(Optional.of(block.value()))) {
      throw new AssertionError(
          "'%s' makes no difference to the record; give it a value that is not its default in everySetting() (%s), and let the record keep it"
              .formatted(place, setting.line()));
    }
  }

  /** Empty if a rule of the record refuses the default where the block's value is accepted. */
  private static Optional<Record> without(SettingsFile<?> file, String place) {
    try {
      return Optional.of(file.read(List.of(place + "=null")).value());
    } catch (InvalidConfigException e) {
      return Optional.empty();
    }
  }

  @Test
  void readsBackWhatIsPrintedOfIt() {
    for (SettingsFile<?> file : files()) {
      Bound<? extends Record> block = file.read();
      String printed = new ResolvedPrinter().print(block);
      Path elsewhere = folder.resolve("resolved.yaml");
      Record again =
          new SettingsFile<>(reader, component.config(), elsewhere, printed).read().value();
      assertThat(again)
          .as("the record that the resolved block becomes; classes with parse() need equals()")
          .isEqualTo(block.value());
    }
  }

  @Test
  void refusesNumbersOutsideTheirLimits() {
    for (SettingsFile<?> file : files()) {
      Set<String> values = SettingsFile.values(file.read()).keySet();
      for (DeclaredSetting setting : settings()) {
        for (String place : setting.places(values)) {
          for (String wrong : Numbers.outside(setting)) {
            String leaf = Numbers.first(place, values);
            assertThat(told(file, leaf + "=" + wrong))
                .as("what is told of %s = %s, which its limits exclude", leaf, wrong)
                .anyMatch(message -> message.contains(leaf));
          }
        }
      }
    }
  }

  @Test
  void tellsOfValuesThatItCannotTake() {
    for (SettingsFile<?> file : files()) {
      Set<String> values = SettingsFile.values(file.read()).keySet();
      for (DeclaredSetting setting : settings()) {
        for (String place : setting.places(values)) {
          for (String odd : OddValues.of(setting)) {
            assertThat(told(file, place + "=" + odd))
                .as("what is told of %s = %s", place, odd)
                .allSatisfy(
                    message ->
                        assertThat(message).isNotBlank().hasLineCount(1).doesNotEndWith("null"));
          }
        }
      }
    }
  }

  /** Every problem with an override; none if it is taken. */
  private static List<String> told(SettingsFile<?> file, String override) {
    try {
      file.read(List.of(override));
      return List.of();
    } catch (InvalidConfigException e) {
      return e.problems().stream().map(problem -> String.valueOf(problem.message())).toList();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new AssertionError(
          "the record fails at "
              + override
              + ": "
              + cause
              + "; limit the setting with @Range, or throw IllegalArgumentException with a sentence",
          e);
    }
  }

  private List<DeclaredSetting> settings() {
    return DeclaredSetting.of(component.config());
  }

  private List<? extends SettingsFile<?>> files() {
    String[] blocks = everySetting().split("(?m)^---\\s*$", -1);
    return IntStream.range(0, blocks.length)
        .mapToObj(
            i ->
                new SettingsFile<>(
                    reader, component.config(), folder.resolve(i + ".yaml"), blocks[i]))
        .toList();
  }

  private static ConfigReader reader(
      Component<?, ?> component,
      List<? extends Component<?, ?>> parts,
      List<? extends Component<?, ?>> found) {
    List<Component<?, ?>> all = new ArrayList<>(parts);
    all.add(component);
    for (Component<?, ?> other : found) {
      if (all.stream().noneMatch(one -> isSame(one, other))) {
        all.add(other);
      }
    }
    return new ConfigReader(new ComponentRegistry(all));
  }

  private static boolean isSame(Component<?, ?> one, Component<?, ?> other) {
    return Kind.of(one) == Kind.of(other) && one.type().equals(other.type());
  }

  /**
   * What the host finds beside the component.
   *
   * @throws InvalidInputException if it refuses any of it
   */
  private List<Component<?, ?>> onClassPath() {
    return PluginLoader.load(List.of(), component.getClass().getClassLoader()).all().stream()
        .<Component<?, ?>>flatMap(plugin -> plugin.components().stream())
        .toList();
  }
}
