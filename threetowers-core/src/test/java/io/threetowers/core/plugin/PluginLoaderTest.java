package io.threetowers.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import io.threetowers.api.Component;
import io.threetowers.api.Kind;
import io.threetowers.testing.TestJar;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.yaml.snakeyaml.Yaml;

class PluginLoaderTest {
  private final ClassLoader host = getClass().getClassLoader();
  @TempDir Path home;
  private Path plugins;

  @BeforeEach
  void makeTheFolder() throws IOException {
    plugins = Files.createDirectory(home.resolve("plugins"));
  }

  @Test
  void findsJarsAndFoldersOfJarsByName() throws IOException {
    TestJar.tower("last")
        .manifest("Implementation-Version", "0.3")
        .write(plugins.resolve("z-0.3.jar"));
    TestJar.tower("first").without("Implementation-Version").write(plugins.resolve("a.jar"));
    new TestJar()
        .source("com.acme.Library", library("1"))
        .write(plugins.resolve("m").resolve("library.jar"));
    TestJar.tower("middle").write(plugins.resolve("m").resolve("tower.jar"));
    Files.writeString(plugins.resolve("m").resolve("LICENSE"), "any");
    Files.writeString(plugins.resolve("README.md"), "ignored");

    List<Plugin> found = dropped(load());

    assertThat(found).extracting(Plugin::name).containsExactly("a", "m", "z");
    assertThat(found).extracting(Plugin::version).containsExactly("unversioned", "1.0", "0.3");
    assertThat(found)
        .extracting(Plugin::file)
        .containsExactly(
            plugins.resolve("a.jar"), plugins.resolve("m"), plugins.resolve("z-0.3.jar"));
    assertThat(found).allSatisfy(plugin -> assertThat(plugin.components()).hasSize(1));
  }

  @Test
  void saysWhichPluginAComponentIsFrom() throws IOException {
    TestJar.tower("vit").write(plugins.resolve("foo.jar"));
    ComponentRegistry components = load().components();
    Component<?, ?> vit = components.find(Kind.TOWER, "vit").orElseThrow();
    assertThat(components.origin(vit)).map(Plugin::name).contains("foo");
    assertThat(new ComponentRegistry(List.of(vit)).origin(vit)).isEmpty();
    assertThat(vit.getClass().getClassLoader().getName()).isEqualTo("foo");
    assertThat(vit.getClass().getClassLoader().isRegisteredAsParallelCapable()).isTrue();
  }

  @Test
  void takesSharedPackagesFromTheHostAndEverythingElseFromThePlugin() throws Exception {
    TestJar.tower("vit")
        .entry("org/yaml/snakeyaml/Yaml.txt", "its own")
        .entry("ai/djl/Device.txt", "hidden by the host's package")
        .write(plugins.resolve("foo.jar"));
    ClassLoader loader = loaderOf(load(), "vit");

    assertThat(loader.loadClass(NDArray.class.getName())).isSameAs(NDArray.class);
    assertThat(loader.loadClass(Logger.class.getName())).isSameAs(Logger.class);
    assertThatThrownBy(() -> loader.loadClass(Yaml.class.getName()))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> loader.loadClass(PluginLoader.class.getName()))
        .isInstanceOf(ClassNotFoundException.class);
    assertThat(loader.getResource("ai/djl/Device.class")).isNotNull();
    assertThat(loader.getResource("ai/djl/Device.txt")).isNull();
    assertThat(Collections.list(loader.getResources("ai/djl/Device.txt"))).isEmpty();
    assertThat(loader.getResource("org/yaml/snakeyaml/Yaml.txt")).isNotNull();
    assertThat(loader.getResource("org/yaml/snakeyaml/Yaml.class")).isNull();
    assertThat(Collections.list(loader.getResources(PluginJar.SERVICES))).hasSize(1);
  }

  @Test
  void sharesExactPackagesAndNoPrefix() {
    SharedPackages shared = SharedPackages.ofHost();
    assertThat(
            List.of(
                "io.threetowers.api.Tower",
                "io.threetowers.api.config.Doc",
                "io.threetowers.api.data.Pixels",
                "io.threetowers.api.nn.ScriptBlock",
                "ai.djl.Device",
                "ai.djl.nn.core.Linear",
                "org.slf4j.Logger",
                "org.slf4j.helpers.NOPLogger",
                "org.jspecify.annotations.Nullable",
                "com.google.gson.JsonParser",
                "ai.djl.huggingface.tokenizers.Encoding",
                "ai.djl.huggingface.tokenizers.jni.LibUtils"))
        .allMatch(shared::containsClass);
    assertThat(
            List.of(
                "ai.djl.huggingface.translator.PretrainedConfig",
                "ai.djl.pytorch.engine.PtEngine",
                "ai.djl.nnx.Layer",
                "io.threetowers.core.plugin.Plugin",
                "org.slf4j.extra.Thing",
                "NoPackage"))
        .noneMatch(shared::containsClass);
  }

  @Test
  void letsTwoPluginsBringTwoVersionsOfALibrary() throws IOException {
    for (String version : List.of("one", "two")) {
      TestJar.offering("foo.VitFactory")
          .source(
              "foo.VitFactory",
              TestJar.towerSource("foo", "VitFactory", "vit")
                  .replace("return \"vit\"", "return com.acme.Library.version()"))
          .source("com.acme.Library", library(version))
          .write(plugins.resolve(version + ".jar"));
    }
    assertThat(load().components().types(Kind.TOWER)).contains("one", "two");
  }

  @Test
  void findsWhatTheHostsOwnClassPathOffers() throws IOException {
    Path jar = TestJar.tower("builtin").write(home.resolve("lib").resolve("host-1.0.jar"));
    try (URLClassLoader extended = new URLClassLoader(new URL[] {jar.toUri().toURL()}, host)) {
      Plugins loaded = PluginLoader.load(List.of(plugins), extended);
      Component<?, ?> builtin = loaded.components().find(Kind.TOWER, "builtin").orElseThrow();
      assertThat(loaded.components().origin(builtin))
          .hasValueSatisfying(
              plugin -> {
                assertThat(plugin.name()).isEqualTo("host");
                assertThat(plugin.file()).isEqualTo(jar);
              });
    }
  }

  @Test
  void leavesTheContextClassLoaderAlone() throws IOException {
    TestJar.offering("foo.VitFactory")
        .source(
            "foo.VitFactory",
            TestJar.towerSource("foo", "VitFactory", "vit")
                .replace(
                    "return \"vit\"",
                    "return Thread.currentThread().getContextClassLoader() == getClass().getClassLoader() ? \"mine\" : \"theirs\""))
        .write(plugins.resolve("foo.jar"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    assertThat(load().components().types(Kind.TOWER)).contains("theirs");
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  /** A library that says its version. */
  private static String library(String version) {
    return "package com.acme; public class Library { public static String version() { return \"%s\"; } }"
        .formatted(version);
  }

  private Plugins load() {
    return PluginLoader.load(List.of(plugins), host);
  }

  private List<Plugin> dropped(Plugins loaded) {
    return loaded.all().stream().filter(plugin -> plugin.file().startsWith(plugins)).toList();
  }

  private static ClassLoader loaderOf(Plugins loaded, String type) {
    return loaded.components().find(Kind.TOWER, type).orElseThrow().getClass().getClassLoader();
  }
}
