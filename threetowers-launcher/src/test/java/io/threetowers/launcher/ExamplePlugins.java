package io.threetowers.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.threetowers.api.ApiVersion;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The plugins of {@code examples/}, each compiled against the packaged distribution. */
final class ExamplePlugins {
  private static final Path EXAMPLES = Distribution.HOME.resolve("examples");

  private ExamplePlugins() {}

  /** Writes a jar for each of them into {@code folder}. */
  static void build(Path folder) throws IOException {
    for (Path example : children(EXAMPLES)) {
      if (Files.isDirectory(example.resolve("src/main/java"))) {
        build(example, folder);
      }
    }
  }

  private static void build(Path example, Path folder) throws IOException {
    Path classes = Files.createTempDirectory(folder.getParent(), "classes");
    compile(files(example.resolve("src/main/java")), classes);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .putValue(ApiVersion.MANIFEST_ATTRIBUTE, ApiVersion.CURRENT.toString());
    Path jar = folder.resolve(example.getFileName() + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Path root : List.of(classes, example.resolve("src/main/resources"))) {
        for (Path file : files(root)) {
          out.putNextEntry(new JarEntry(root.relativize(file).toString().replace('\\', '/')));
          Files.copy(file, out);
          out.closeEntry();
        }
      }
    }
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> classPath =
        files(Distribution.HOME.resolve("threetowers-launcher/target/distribution/lib")).stream()
            .map(Path::toString)
            .toList();
    List<String> options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            String.join(File.pathSeparator, classPath));
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      Iterable<? extends JavaFileObject> units = files.getJavaFileObjectsFromPaths(sources);
      assertThat(compiler.getTask(said, files, null, options, null, units).call())
          .as(said.toString())
          .isTrue();
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    return files;
  }
}
