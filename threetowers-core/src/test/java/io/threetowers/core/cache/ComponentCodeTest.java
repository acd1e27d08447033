package io.threetowers.core.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.BuildContext;
import io.threetowers.api.Head;
import io.threetowers.api.HeadFactory;
import io.threetowers.api.Part;
import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentCodeTest {
  private static final String NAME = Inner.class.getName();

  @TempDir private Path folder;

  /** Stands for a tokenizer. */
  public static final class Inner implements HeadFactory<Inner.Nothing> {
    public record Nothing() {}

    @Override
    public String type() {
      return "inner";
    }

    @Override
    public Class<Nothing> config() {
      return Nothing.class;
    }

    @Override
    public Head create(Nothing config, int inputWidth, BuildContext context) {
      throw new UnsupportedOperationException("only described");
    }
  }

  /** Stands for a tower that has one, or several. */
  static final class Outer implements HeadFactory<Outer.Settings> {
    record Lists(List<Part<Head>> all) {}

    record Settings(Part<Head> tokenizer, Optional<Part<Head>> other, Lists more) {}

    @Override
    public String type() {
      return "outer";
    }

    @Override
    public Class<Settings> config() {
      return Settings.class;
    }

    @Override
    public Head create(Settings config, int inputWidth, BuildContext context) {
      throw new UnsupportedOperationException("only described");
    }
  }

  @Test
  void changesWithThePluginThoughItsVersionDoesNot() throws Exception {
    String first = code(jar("a.jar", "crop 224"));
    assertThat(first).startsWith(NAME + " of SHA-256 ");
    assertThat(code(jar("moved.jar", "crop 224"))).isEqualTo(first);
    assertThat(code(jar("b.jar", "crop 256"))).isNotEqualTo(first);
  }

  @Test
  void changesWithEachJarOfAFolderOfJars() throws Exception {
    Path own = jar("a.jar", "own");
    String first = code(own, jar("library.jar", "1"));
    assertThat(code(own, jar("library.jar", "2"))).isNotEqualTo(first);
    assertThat(code(own)).isNotEqualTo(first);
  }

  @Test
  void hasThePluginsOfAllComponentsInTheSettings() throws Exception {
    Path jar = jar("tokenizers.jar", "v1");
    try (URLClassLoader loader = loader(jar)) {
      Part<Head> inner = part(loader);
      Outer.Settings config =
          new Outer.Settings(inner, Optional.of(inner), new Outer.Lists(List.of(inner)));
      Map<String, String> code = new ComponentCode().of(new Part<>(new Outer(), config));
      String expected = NAME + " of SHA-256 " + Sha256.of(jar);
      assertThat(code)
          .hasSize(4)
          .containsEntry("tokenizer", expected)
          .containsEntry("other", expected)
          .containsEntry("more.all[0]", expected);
      assertThat(code.get(""))
          .as("of a class folder, its files")
          .startsWith(Outer.class.getName() + " of SHA-256 ");
    }
  }

  private static String code(Path... jars) throws Exception {
    try (URLClassLoader loader = loader(jars)) {
      return new ComponentCode().of(part(loader)).get("");
    }
  }

  @SuppressWarnings("unchecked")
  private static Part<Head> part(URLClassLoader loader) throws ReflectiveOperationException {
    HeadFactory<?> component =
        (HeadFactory<?>) loader.loadClass(NAME).getConstructor().newInstance();
    Record config = (Record) component.config().getConstructor().newInstance();
    return new Part<>((HeadFactory<Record>) component, config);
  }

  /** Plugins do not get their own classes from the host. */
  private static URLClassLoader loader(Path... jars) throws IOException {
    ClassLoader host = ComponentCodeTest.class.getClassLoader();
    ClassLoader withoutOwn =
        new ClassLoader(null) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(NAME)) {
              throw new ClassNotFoundException(name);
            }
            return host.loadClass(name);
          }
        };
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new URLClassLoader(urls, withoutOwn);
  }

  /** With the classes of {@link Inner}, always of one version, and what an author has changed. */
  private Path jar(String name, String transform) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "0.1");
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(entry("META-INF/MANIFEST.MF"));
      manifest.write(entries);
      for (Class<?> type : Arrays.asList(Inner.class, Inner.Nothing.class)) {
        String path = type.getName().replace('.', '/') + ".class";
        entries.putNextEntry(entry(path));
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
          in.transferTo(entries);
        }
      }
      entries.putNextEntry(entry("transform.txt"));
      entries.write(transform.getBytes(UTF_8));
    }
    return jar;
  }

  private static ZipEntry entry(String path) {
    ZipEntry entry = new ZipEntry(path);
    entry.setTime(0);
    return entry;
  }
}
