package io.threetowers.core.plugin;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.threetowers.api.ApiVersion;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.Kind;
import io.threetowers.api.TowerFactory;
import io.threetowers.core.model.HostContext;
import io.threetowers.core.testing.Golden;
import io.threetowers.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake in a real jar, and what a person then reads. */
class PluginMessagesTest {
  @TempDir Path home;
  private Path plugins;

  @BeforeEach
  void makeTheFolder() throws IOException {
    plugins = Files.createDirectory(home.resolve("plugins"));
  }

  @Test
  void saysThatAJarOffersNothing() throws IOException {
    TestJar.offering().without(ApiVersion.MANIFEST_ATTRIBUTE).write(plugins.resolve("empty.jar"));
    new TestJar().entry("foo/notes.txt", "no services file").write(plugins.resolve("foo.jar"));
    assertRefused("nothing-inside");
  }

  @Test
  void saysThatAServicesFileNamesAMissingClass() throws IOException {
    TestJar.offering("foo.Vitt", "foo.VitFactory")
        .source("foo.VitFactory", TestJar.towerSource("foo", "VitFactory", "vit"))
        .write(plugins.resolve("foo.jar"));
    assertRefused("services-file-wrong");
  }

  @Test
  void saysThatAServicesFileNamesNoComponent() throws IOException {
    TestJar.offering("foo.Thing", "io.threetowers.api.ApiVersion")
        .source("foo.Thing", "package foo; public class Thing {}")
        .write(plugins.resolve("foo.jar"));
    assertRefused("no-component");
  }

  @Test
  void saysThatTheVersionIsMissing() throws IOException {
    TestJar.tower("vit").without(ApiVersion.MANIFEST_ATTRIBUTE).write(plugins.resolve("foo.jar"));
    assertRefused("no-version-line");
  }

  @Test
  void saysThatThePluginIsForAnotherVersion() throws IOException {
    int major = ApiVersion.CURRENT.major();
    String attribute = ApiVersion.MANIFEST_ATTRIBUTE;
    TestJar.tower("vit").manifest(attribute, "98.0").write(plugins.resolve("foo.jar"));
    TestJar.tower("vat").manifest(attribute, major + ".999").write(plugins.resolve("goo.jar"));
    TestJar.tower("vut").manifest(attribute, "latest").write(plugins.resolve("hoo.jar"));
    assertRefused("other-version");
  }

  @Test
  void saysThatAPluginBuiltForAnotherApiDoesNotFit() throws IOException {
    String old = "package io.threetowers.api; public interface ";
    TestJar.offering("foo.VitFactory", "foo.HeadFactory")
        .against("io.threetowers.api.TowerFactory", old + "TowerFactory {}")
        .against("io.threetowers.api.Gone", old + "Gone {}")
        .source(
            "foo.VitFactory",
            "package foo; public class VitFactory implements io.threetowers.api.TowerFactory {}")
        .source(
            "foo.HeadFactory",
            "package foo; public class HeadFactory implements io.threetowers.api.Gone {}")
        .write(plugins.resolve("foo.jar"));
    assertRefused("linkage");
  }

  @Test
  void saysThatALibraryIsMissing() throws IOException {
    String json =
        "package com.acme; public class Json { public static String name() { return \"vit\"; } }";
    String factory =
        TestJar.towerSource("foo", "VitFactory", "vit")
            .replace("return \"vit\"", "return com.acme.Json.name()");
    TestJar.offering("foo.VitFactory")
        .source("foo.VitFactory", factory)
        .against("com.acme.Json", json)
        .write(plugins.resolve("foo.jar"));
    TestJar.offering("foo.VitFactory")
        .source("foo.VitFactory", factory.replace("int width", "com.acme.Json width"))
        .against("com.acme.Json", json)
        .write(plugins.resolve("goo").resolve("goo.jar"));
    assertRefused("missing-library");
  }

  @Test
  void saysThatAPluginReachesIntoTheHost() throws IOException {
    TestJar.offering("foo.VitFactory")
        .source(
            "foo.VitFactory",
            TestJar.towerSource("foo", "VitFactory", "vit")
                .replace("int width", "io.threetowers.core.plugin.ComponentRegistry width"))
        .seeing(ComponentRegistry.class)
        .write(plugins.resolve("foo.jar"));
    assertRefused("reaches-into-host");
  }

  @Test
  void saysWhoOffersTheSame() throws IOException {
    TestJar.tower("vit").write(plugins.resolve("a.jar"));
    TestJar.tower("vit")
        .manifest("Implementation-Version", "0.9")
        .write(plugins.resolve("b").resolve("b.jar"));
    TestJar.offering("foo.One", "foo.Two")
        .source("foo.One", TestJar.towerSource("foo", "One", "bert"))
        .source("foo.Two", TestJar.towerSource("foo", "Two", "bert"))
        .write(plugins.resolve("c.jar"));
    assertRefused("duplicate");
  }

  @Test
  void warnsOfACopyOfTheApi() throws IOException {
    TestJar.tower("vit")
        .entry("ai/djl/nn/Block.class", "a copy")
        .entry("ai/djl/huggingface/tokenizers/Encoding.class", "a copy")
        .entry("ai/djl/huggingface/translator/Mine.class", "no package of the api")
        .write(plugins.resolve("foo.jar"));
    assertGolden("bundled-api", String.join("\n", load().warnings()));
  }

  @Test
  void saysWhichTypesThereAre() throws IOException {
    TestJar.tower("vit").write(plugins.resolve("a.jar"));
    TestJar.tower("bert").write(plugins.resolve("b.jar"));
    ComponentRegistry components = load().components();
    assertGolden(
        "unknown-type",
        String.join(
            "\n",
            components.missing(Kind.TOWER, "vitt"),
            components.missing(Kind.TOWER, "resnet"),
            components.missing(Kind.LOSS, "sigmoid")));
  }

  @Test
  void saysThatAFolderIsEmpty() throws IOException {
    Files.writeString(plugins.resolve("README.md"), "Drop plugins here.");
    assertGolden("empty-folder", load().components().missing(Kind.TOWER, "vit"));
  }

  @Test
  void saysWhatIsNoPlugin() throws IOException {
    Files.createDirectory(plugins.resolve("bare"));
    Files.writeString(plugins.resolve("broken.jar"), "no jar");
    Files.writeString(plugins.resolve("foo.zip"), "no jar");
    Files.writeString(plugins.resolve(".hidden"), "ignored");
    Files.writeString(plugins.resolve("README"), "ignored");
    Files.writeString(plugins.resolve("notes.md"), "ignored");
    assertRefused("no-plugin");
  }

  /**
   * {@code --plugins target} where {@code target/plugin} is meant, and the project's own folder.
   */
  @Test
  void saysWhereABuildPutThePlugin() throws IOException {
    Path project = home.resolve("project");
    Path target = project.resolve("target");
    TestJar.tower("vit").write(Files.createDirectories(target.resolve("plugin")).resolve("a.jar"));
    Files.createDirectories(target.resolve("classes/org"));
    Files.createDirectory(project.resolve("src"));
    InvalidInputException e =
        catchThrowableOfType(
            InvalidInputException.class,
            () -> PluginLoader.load(List.of(target, project), getClass().getClassLoader()));
    assertGolden("built", e.getMessage());
  }

  @Test
  void saysThatThereIsNoSuchFolder() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");
    InvalidInputException e =
        catchThrowableOfType(
            InvalidInputException.class,
            () ->
                PluginLoader.load(
                    List.of(home.resolve("plugs"), file), getClass().getClassLoader()));
    assertGolden("no-folder", e.getMessage());
  }

  @Test
  void saysThatAComponentIsUnsound() throws IOException {
    String sound = TestJar.towerSource("foo", "Name", "type");
    TestJar.offering(
            "foo.Camel",
            "foo.Bean",
            "foo.Hidden",
            "foo.Asking",
            "foo.Failing",
            "foo.Silent",
            "foo.Taken")
        .source("foo.Camel", TestJar.towerSource("foo", "Camel", "MyTower"))
        .source(
            "foo.Bean",
            TestJar.towerSource("foo", "Bean", "bean")
                .replace("<Bean.Config>", "")
                .replace("public record Config(int width) {}", "public static class Config {}")
                .replace("Class<Config> config", "Class config")
                .replace("Config config,", "Record config,"))
        .source(
            "foo.Hidden",
            sound.replace("Name", "Hidden").replace("public final class", "final class"))
        .source(
            "foo.Asking",
            sound.replace("Name", "Asking").replace("{}\n", "{}\n public Asking(int x) {}\n"))
        .source(
            "foo.Failing",
            sound
                .replace("Name", "Failing")
                .replace(
                    "{}\n",
                    "{}\n public Failing() { throw new IllegalStateException(\"no licence\"); }\n"))
        .source(
            "foo.Silent",
            sound
                .replace("Name", "Silent")
                .replace("return \"type\"", "throw new NullPointerException()"))
        .source("foo.Taken", sound.replace("Name", "Taken").replace("int width", "String type"))
        .write(plugins.resolve("foo.jar"));
    assertRefused("unsound-component");
  }

  @Test
  void saysThatAClassFailsWhileItIsLoadedOrAsked() throws IOException {
    TestJar.offering("foo.Eager", "foo.Endless")
        .source(
            "foo.Eager",
            TestJar.towerSource("foo", "Eager", "eager")
                .replace("{}\n", "{}\n static final int PORT = Integer.parseInt(\"none\");\n"))
        .source(
            "foo.Endless",
            TestJar.towerSource("foo", "Endless", "endless")
                .replace("return \"endless\"", "return type()"))
        .write(plugins.resolve("foo.jar"));
    assertRefused("class-that-fails");
  }

  @Test
  void saysWhatDoesNotFitWhenAPluginIsAtWork() throws IOException {
    String json = "package com.acme; public class Json { public static int read() { return 1; } }";
    String factory =
        TestJar.towerSource("foo", "VitFactory", "vit")
            .replace("throw new AssertionError();", "com.acme.Json.read(); return null;");
    TestJar.offering("foo.VitFactory")
        .source("foo.VitFactory", factory)
        .against("com.acme.Json", json)
        .write(plugins.resolve("foo").resolve("foo.jar"));
    new TestJar()
        .source("com.acme.Json", json.replace("read", "parse"))
        .write(plugins.resolve("foo").resolve("old-json.jar"));
    TestJar.offering("goo.VatFactory")
        .source(
            "goo.VatFactory",
            TestJar.towerSource("goo", "VatFactory", "vat")
                .replace("throw new AssertionError();", "return Lazy.tower();"))
        .source(
            "goo.Lazy",
            "package goo; class Lazy { static final Object FILE = java.util.List.of().get(0);"
                + " static io.threetowers.api.Tower tower() { return null; } }")
        .write(plugins.resolve("goo.jar"));
    Plugins loaded = load();
    StringBuilder told = new StringBuilder();
    for (Plugin plugin : loaded.all().subList(loaded.all().size() - 2, loaded.all().size())) {
      TowerFactory<?> tower = (TowerFactory<?>) plugin.components().get(0);
      for (int i = 0; i < 2; i++) {
        LinkageError e = catchThrowableOfType(LinkageError.class, () -> create(tower));
        told.append(plugin.explain(e)).append('\n');
      }
    }
    assertGolden("at-work", told.toString().strip());
  }

  private static <C extends Record> void create(TowerFactory<C> tower) {
    tower.create(tower.config().cast(null), new HostContext("image"));
  }

  @Test
  void tellsEverythingAtOnce() throws IOException {
    TestJar.tower("vit").without(ApiVersion.MANIFEST_ATTRIBUTE).write(plugins.resolve("a.jar"));
    TestJar.tower("bert").write(plugins.resolve("b.jar"));
    TestJar.tower("bert").write(plugins.resolve("c.jar"));
    Files.writeString(plugins.resolve("d.txt"), "no jar");
    assertRefused("all-at-once");
  }

  private Plugins load() {
    return PluginLoader.load(List.of(plugins), getClass().getClassLoader());
  }

  private void assertRefused(String name) {
    InvalidInputException e = catchThrowableOfType(InvalidInputException.class, this::load);
    assertGolden(name, e.getMessage());
  }

  /** Without the folder of this test, and without our version, which will change. */
  private void assertGolden(String name, String message) {
    String stable =
        message
            .replace(home + "/", "")
            .replace("API " + ApiVersion.CURRENT.major() + ".999", "API {our major}.999")
            .replace("API " + ApiVersion.CURRENT, "API {ours}")
            .replace("Api: " + ApiVersion.CURRENT, "Api: {ours}")
            .replace("this is " + ApiVersion.CURRENT, "this is {ours}")
            .replace("such as " + ApiVersion.CURRENT, "such as {ours}");
    Golden.assertMatches("plugin/" + name + ".txt", stable);
  }
}
