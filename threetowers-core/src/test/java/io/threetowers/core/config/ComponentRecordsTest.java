package io.threetowers.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.Component;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.core.plugin.ComponentRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What components bring with them: other class loaders, and their authors' mistakes. */
class ComponentRecordsTest {
  @TempDir Path folder;

  record Frozen(@Doc("twice") boolean frozen, @Doc("three times") String type) {}

  record WrongDefault(@Doc("a number") @Range(min = 1) @Default("0") int size) {}

  record BrokenDefault(@Doc("a number") @Default("[") int size) {}

  record Unsupported(@Doc("a thread") Thread text) {}

  record Failing(@Doc("a number") @Default("1") int size) {
    Failing {
      if (size > 0) {
        throw new IllegalStateException("a bug");
      }
    }
  }

  /** Sees the api's classes as they are, and has its own copy of the sample records. */
  private static final class PluginLoader extends ClassLoader {
    PluginLoader() {
      super(PluginLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Sample.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private Bound<Sample.Experiment> read(Component<?, ?> component, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), text);
    return new ConfigReader(new ComponentRegistry(Set.of(component)))
        .read(file, List.of(), Sample.Experiment.class);
  }

  private String told(Class<? extends Record> config, String block) throws IOException {
    try {
      read(SampleComponents.tower("mine", config), "towers: {a: " + block + "}");
      return "";
    } catch (InvalidConfigException e) {
      return e.getMessage().replace(folder + "/", "");
    }
  }

  @Test
  void bindsRecordsOfOtherClassLoaders() throws Exception {
    Class<? extends Record> vit =
        new PluginLoader().loadClass(Sample.Vit.class.getName()).asSubclass(Record.class);
    assertThat(vit).isNotEqualTo(Sample.Vit.class);

    Bound<Sample.Experiment> bound =
        read(SampleComponents.tower("vit", vit), "towers: {a: {type: vit, width: 64, pool: map}}");

    assertThat(bound.value().towers().get("a").component().config())
        .isInstanceOf(vit)
        .hasToString("Vit[width=64, depth=12, patchSize=16, pool=MAP, weights=Optional.empty]");
    assertThat(told(vit, "{type: mine, width: 65}"))
        .isEqualTo("a.yaml:1:33: towers.a.width must be a multiple of 64, not '65'");
  }

  @Test
  void refusesSettingsThatTheHostHasAlready() throws IOException {
    assertThat(told(Frozen.class, "{type: mine, frozen: true}"))
        .isEqualTo(
            """
            2 problems:
            a.yaml:1:20: tower 'mine' declares a setting 'frozen', a name that the host uses in every \
            such block; its plugin must rename it
            a.yaml:1:20: tower 'mine' declares a setting 'type', a name that the host uses in every \
            such block; its plugin must rename it""");
  }

  @Test
  void saysThatADefaultIsWrong() throws IOException {
    assertThat(told(WrongDefault.class, "{type: mine}"))
        .isEqualTo(
            "a.yaml:1:13: the default of towers.a.size is wrong: towers.a.size must be at least 1,"
                + " not '0'");
    assertThat(told(BrokenDefault.class, "{type: mine}"))
        .startsWith("a.yaml:1:13: the default of towers.a.size is wrong: a value is missing here");
  }

  @Test
  void namesTheRecordThatCannotBeConfigured() {
    assertThatThrownBy(() -> told(Unsupported.class, "{type: mine}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("$Unsupported.text: ");
  }

  @Test
  void passesOnBugsOfARecord() {
    assertThatThrownBy(() -> told(Failing.class, "{type: mine}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("$Failing cannot be constructed")
        .hasRootCauseMessage("a bug");
  }

  @Test
  void saysThatNothingIsInstalled() throws IOException {
    assertThat(told(Sample.Vit.class, "{type: mine, width: 64}, b: {type: vit}"))
        .startsWith(
            "a.yaml:1:48: no tower of type 'vit'; there are: mine. A plugin that offers it");
    assertThatThrownBy(
            () ->
                read(
                    SampleComponents.tower("mine", Sample.Vit.class),
                    "towers: {}\nlosses: {nce: {type: softmax}}"))
        .hasMessageContaining("no loss of type 'softmax'; no loss is installed");
  }
}
