package io.threetowers.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.Component;
import io.threetowers.core.digest.Sha256;
import io.threetowers.core.testing.Golden;
import io.threetowers.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsLockTest {
  @TempDir Path home;

  @Test
  void namesEveryPluginWithItsHash() throws IOException {
    Path jar = Files.writeString(home.resolve("it's.jar"), "abc");
    Path folder = Files.createDirectory(home.resolve("folder"));
    Files.writeString(folder.resolve("b.jar"), "");
    Files.writeString(folder.resolve("a.jar"), "abc");
    List<Component<?, ?>> components = new ArrayList<>();
    for (String type : List.of("vit", "bert", "three")) {
      Path drop = home.resolve(type);
      TestJar.tower(type).write(drop.resolve("foo.jar"));
      Plugins loaded = PluginLoader.load(List.of(drop), getClass().getClassLoader());
      components.addAll(loaded.all().get(loaded.all().size() - 1).components());
    }
    List<Plugin> plugins =
        List.of(
            new Plugin("folder", "1.0", "0.1", folder, components.subList(0, 2)),
            new Plugin("it's", "unversioned", "0.1", jar, components.subList(2, 3)));
    Plugins all = new Plugins(plugins, ComponentRegistry.of(plugins, List.of()), List.of());
    Golden.assertMatches("plugin/plugins.lock", PluginsLock.text(all).strip());
  }

  /**
   * The values are those that {@code sha256sum} prints, and {@code cd folder; sha256sum * |
   * sha256sum}.
   */
  @Test
  void hashesAsSha256sumDoes() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "abc");
    Path folder = Files.createDirectory(home.resolve("folder"));
    Files.writeString(folder.resolve("b.jar"), "");
    Files.writeString(folder.resolve("a.jar"), "abc");
    assertThat(Sha256.of(file))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha256.of(folder))
        .isEqualTo("6dcaf3564e5a6ceec672b3cf7ff7d6f358fe994d6bbdc93d7144a2f3d45d181d");
  }
}
