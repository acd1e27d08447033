package io.threetowers.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.Device;
import io.threetowers.api.ApiVersion;
import io.threetowers.api.Component;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** Builds a real jar from Java source, faults included. */
public final class TestJar {
  private static final String SERVICES = "META-INF/services/" + Component.class.getName();

  private final Map<String, String> sources = new TreeMap<>();
  private final Map<String, String> others = new TreeMap<>();
  private final Map<String, byte[]> entries = new TreeMap<>();
  private final Attributes manifest = new Attributes();
  private final List<Class<?>> seen =
      new ArrayList<>(List.of(Component.class, Device.class, NullMarked.class));

  /** A jar for today's API, version 1.0, with the given services file. */
  public static TestJar offering(String... classNames) {
    return new TestJar()
        .manifest(ApiVersion.MANIFEST_ATTRIBUTE, ApiVersion.CURRENT.toString())
        .manifest("Implementation-Version", "1.0")
        .entry(SERVICES, String.join("\n", classNames));
  }

  /** A jar that offers a sound tower of the given type. */
  public static TestJar tower(String type) {
    return offering("foo.VitFactory")
        .source("foo.VitFactory", towerSource("foo", "VitFactory", type));
  }

  /** A sound tower factory. */
  public static String towerSource(String packageName, String className, String type) {
    return """
        package %s;
        import io.threetowers.api.*;
        public final class %s implements TowerFactory<%2$s.Config> {
          public record Config(int width) {}
          @Override public String type() { return "%s"; }
          @Override public Class<Config> config() { return Config.class; }
          @Override public Tower create(Config config, BuildContext context) { throw new AssertionError(); }
        }
        """
        .formatted(packageName, className, type);
  }

  /** Compiled into the jar. */
  public TestJar source(String className, String code) {
    sources.put(className, code);
    return this;
  }

  /** Compiled with the rest, but left out of the jar. */
  public TestJar against(String className, String code) {
    others.put(className, code);
    return this;
  }

  /** Compiled on the class path of that class, too, which the plugin will not have. */
  public TestJar seeing(Class<?> type) {
    seen.add(type);
    return this;
  }

  /** A line of the manifest. */
  public TestJar manifest(String name, String value) {
    manifest.putValue(name, value);
    return this;
  }

  /** Without a line of the manifest. */
  public TestJar without(String attribute) {
    manifest.remove(new Attributes.Name(attribute));
    return this;
  }

  /** A file in the jar. */
  public TestJar entry(String path, String content) {
    entries.put(path, content.getBytes(UTF_8));
    return this;
  }

  /** Compiles and writes the jar; the folder is made. */
  public Path write(Path file) throws IOException {
    compile();
    Files.createDirectories(file.getParent());
    Manifest whole = new Manifest();
    whole.getMainAttributes().putAll(manifest);
    whole.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, whole)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new JarEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
    return file;
  }

  private void compile() throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    List<JavaFileObject> units = new ArrayList<>();
    Stream.of(sources, others)
        .forEach(all -> all.forEach((name, code) -> units.add(new Source(name, code))));
    Path classes = Files.createTempDirectory("classes");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-d", classes.toString(), "-cp", classPath(), "--release", "17");
    boolean compiled = compiler.getTask(messages, null, null, options, null, units).call();
    if (!compiled) {
      throw new IllegalArgumentException(messages.toString());
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(classes)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String path = classes.relativize(file).toString().replace('\\', '/');
      String topLevel = path.replaceFirst("(\\$.*)?\\.class$", "").replace('/', '.');
      if (sources.containsKey(topLevel)) {
        entries.put(path, Files.readAllBytes(file));
      }
    }
  }

  /** The api's own jars, wherever the tests find them. */
  private String classPath() {
    return seen.stream()
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(
            url -> {
              try {
                return Path.of(url.toURI()).toString();
              } catch (URISyntaxException e) {
                throw new UncheckedIOException(new IOException(e));
              }
            })
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  /** Java source in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(String className, String code) {
      super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
