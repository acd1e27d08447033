package io.threetowers.testkit;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Loss;
import io.threetowers.api.LossFactory;
import io.threetowers.api.Tower;
import io.threetowers.api.TowerFactory;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.MultipleOf;
import io.threetowers.api.config.Presets;
import io.threetowers.api.config.Range;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Components that differ in their settings; the services file of the tests names them. */
public final class SampleComponents {

  private SampleComponents() {}

  /** A loss that nobody builds. */
  abstract static class Sample<C extends Record> implements LossFactory<C> {
    private final String type;
    private final Class<C> config;

    Sample(String type, Class<C> config) {
      this.type = type;
      this.config = config;
    }

    @Override
    public final String type() {
      return type;
    }

    @Override
    public final Class<C> config() {
      return config;
    }

    @Override
    public final Loss create(C config, BuildContext context) {
      throw new UnsupportedOperationException("only its settings are looked at");
    }
  }

  /** Settings of every sort, and nothing wrong with them. */
  public static final class Sound extends Sample<Sound.SoundSettings> {
    /** Written as text. */
    public record Share(double value) {
      public static Share parse(String text) {
        return new Share(Double.parseDouble(text.replace("%", "e-2")));
      }
    }

    @Doc("a part of the settings")
    public record Inner(
        @Doc("a number") @Range(min = 1) int size, @Doc("a word") @Default("plain") String word) {}

    @Doc("settings of every sort")
    public record SoundSettings(
        @Doc("required") @MultipleOf(8) int width,
        @Doc("with a default") @Default("0.5") @Range(min = 0, max = 1) double ratio,
        @Doc("optional") Optional<Integer> depth,
        @Doc("some numbers") @Default("[1, 2]") @Range(min = 0) List<Integer> sizes,
        @Doc("a block") Inner inner,
        @Doc("blocks") @Default("[]") List<Inner> inners,
        @Doc("blocks by name") @Default("{}") Map<String, Inner> named,
        @Doc("parsed") @Default("10%") Share share) {}

    public Sound() {
      super("sound", SoundSettings.class);
    }
  }

  /** Two settings that exclude each other, of which one must be there. */
  public static final class Exclusive extends Sample<Exclusive.ExclusiveSettings> {
    @Doc("a file or a folder")
    public record ExclusiveSettings(
        @Doc("a file") Optional<String> file, @Doc("a folder") Optional<String> folder) {
      public ExclusiveSettings {
        if (file.isPresent() == folder.isPresent()) {
          throw new IllegalArgumentException("either 'file' or 'folder' must be there");
        }
      }
    }

    public Exclusive() {
      super("exclusive", ExclusiveSettings.class);
    }
  }

  /** Its type is two words, so no services file may name it. */
  public static final class MisnamedType extends Sample<MisnamedType.MisnamedTypeSettings> {
    @Doc("no settings")
    public record MisnamedTypeSettings() {}

    public MisnamedType() {
      super("Two Words", MisnamedTypeSettings.class);
    }
  }

  /** The services file does not name it. */
  public static final class Unlisted extends Sample<Unlisted.UnlistedSettings> {
    @Doc("no settings")
    public record UnlistedSettings() {}

    public Unlisted() {
      super("unlisted", UnlistedSettings.class);
    }
  }

  /** Uses a word of the host. */
  public static final class Frozen implements TowerFactory<Frozen.FrozenSettings> {
    @Doc("one setting")
    public record FrozenSettings(@Doc("at which temperature") @Default("0") int frozen) {}

    @Override
    public String type() {
      return "frozen-tower";
    }

    @Override
    public Class<FrozenSettings> config() {
      return FrozenSettings.class;
    }

    @Override
    public Tower create(FrozenSettings config, BuildContext context) {
      throw new UnsupportedOperationException("only its settings are looked at");
    }
  }

  /** Says nothing about a setting. */
  public static final class Undocumented extends Sample<Undocumented.UndocumentedSettings> {
    @Doc("one setting")
    public record UndocumentedSettings(@Default("4") int width) {}

    public Undocumented() {
      super("undocumented", UndocumentedSettings.class);
    }
  }

  /** A value of its preset is out of range. */
  public static final class WronglyPreset extends Sample<WronglyPreset.WronglyPresetSettings> {
    @Doc("two settings")
    @Presets("wrong-presets.yaml")
    public record WronglyPresetSettings(
        @Doc("a number") @Range(min = 1) int width, @Doc("a number") @Default("2") int depth) {}

    public WronglyPreset() {
      super("wrongly-preset", WronglyPresetSettings.class);
    }
  }

  /** Its presets are right; one leaves a required setting open. */
  public static final class RightlyPreset extends Sample<RightlyPreset.RightlyPresetSettings> {
    @Doc("two settings")
    @Presets("right-presets.yaml")
    public record RightlyPresetSettings(
        @Doc("a number") @Range(min = 1) int width, @Doc("a number") @Default("2") int depth) {}

    public RightlyPreset() {
      super("rightly-preset", RightlyPresetSettings.class);
    }
  }

  /** Its default is out of range. */
  public static final class WrongDefault extends Sample<WrongDefault.WrongDefaultSettings> {
    @Doc("one setting")
    public record WrongDefaultSettings(@Doc("a number") @Default("0") @Range(min = 1) int width) {}

    public WrongDefault() {
      super("wrong-default", WrongDefaultSettings.class);
    }
  }

  /** Keeps its own number. */
  public static final class Stubborn extends Sample<Stubborn.StubbornSettings> {
    @Doc("one setting")
    public record StubbornSettings(@Doc("a word") @Default("plain") String word) {
      public StubbornSettings {
        word = "plain";
      }
    }

    public Stubborn() {
      super("stubborn", StubbornSettings.class);
    }
  }

  /** No two of its values are equal. */
  public static final class Unequal extends Sample<Unequal.UnequalSettings> {
    /** Has no equals. */
    public static final class Shape {
      private Shape() {}

      public static Shape parse(String text) {
        return new Shape();
      }
    }

    @Doc("one setting")
    public record UnequalSettings(@Doc("a shape") @Default("round") Shape shape) {}

    public Unequal() {
      super("unequal", UnequalSettings.class);
    }
  }

  /** Limits what is no number. */
  public static final class LimitedText extends Sample<LimitedText.LimitedTextSettings> {
    @Doc("one setting")
    public record LimitedTextSettings(
        @Doc("a text of numbers") @Default("1") @Range(min = 1) String width) {}

    public LimitedText() {
      super("limited-text", LimitedTextSettings.class);
    }
  }

  /** Divides before it looks. */
  public static final class Dividing extends Sample<Dividing.DividingSettings> {
    @Doc("one setting")
    public record DividingSettings(@Doc("a number that divides 64") @Default("4") int heads) {
      public DividingSettings {
        if (64 % heads != 0) {
          throw new IllegalArgumentException("heads must divide 64, not '" + heads + "'");
        }
      }
    }

    public Dividing() {
      super("dividing", DividingSettings.class);
    }
  }
}
