package io.threetowers.api.baseline;

import static java.util.stream.Collectors.joining;

import ai.djl.ndarray.NDArray;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javassist.bytecode.AccessFlag;
import javassist.bytecode.BootstrapMethodsAttribute;
import javassist.bytecode.ClassFile;
import javassist.bytecode.CodeAttribute;
import javassist.bytecode.ConstPool;
import javassist.bytecode.Descriptor;
import javassist.bytecode.ExceptionTable;
import javassist.bytecode.MethodInfo;
import javassist.bytecode.Opcode;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;

/** The api as a jar that is made to be compared and no more: what others see of it. */
final class ApiJar {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final LocalDateTime NO_MATTER_WHEN = LocalDateTime.of(2025, 1, 1, 0, 0);

  private ApiJar() {}

  /** The sources of the api, by path. */
  static Map<String, String> sources() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
        texts.put(path(SOURCES, file), Files.readString(file));
      }
    }
    return texts;
  }

  /** Compiles {@code sources} into {@code classes}, together with what lies there already. */
  static void compile(Map<String, String> sources, Path classes) {
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-classpath",
            Stream.concat(Stream.of(classes), libraries().stream())
                .map(Path::toString)
                .collect(joining(File.pathSeparator)),
            "--release",
            "17",
            "-g:none",
            "-proc:none");
    List<Source> units =
        sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    if (!ToolProvider.getSystemJavaCompiler()
        .getTask(null, null, problems, options, null, units)
        .call()) {
      throw new IllegalArgumentException(
          problems.getDiagnostics().stream().map(Diagnostic::toString).collect(joining("\n")));
    }
  }

  /** The same classes give the same bytes. */
  static void pack(Path classes, Path jar) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        ZipEntry entry = new ZipEntry(path(classes, file));
        entry.setTimeLocal(NO_MATTER_WHEN);
        zip.putNextEntry(entry);
        zip.write(file.toString().endsWith(".class") ? outline(file) : Files.readAllBytes(file));
      }
    }
  }

  /** A class without what no comparison looks at: what methods do, and private members. */
  private static byte[] outline(Path file) throws IOException {
    ClassFile type;
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      type = new ClassFile(in);
    }
    type.getMethods()
        .removeIf(
            method ->
                AccessFlag.isPrivate(method.getAccessFlags()) || method.isStaticInitializer());
    type.getMethods().stream()
        .filter(method -> method.getCodeAttribute() != null)
        .forEach(ApiJar::empty);
    type.getFields().removeIf(field -> AccessFlag.isPrivate(field.getAccessFlags()));
    // The library does not know these two, and would leave them with the numbers of old constants.
    if (type.getAttribute("Record") == null && type.getAttribute("PermittedSubclasses") == null) {
      type.removeAttribute(BootstrapMethodsAttribute.tag);
      type.compact();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    type.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** {@code throw null;}: a class must have code to be loaded, which the comparison does. */
  private static void empty(MethodInfo method) {
    byte[] throwNull = {(byte) Opcode.ACONST_NULL, (byte) Opcode.ATHROW};
    int slots = 1 + Descriptor.paramSize(method.getDescriptor());
    ConstPool constants = method.getConstPool();
    method.setCodeAttribute(
        new CodeAttribute(constants, 1, slots, throwNull, new ExceptionTable(constants)));
  }

  /** What the api is compiled against: {@code ai.djl:api} and jspecify. */
  static List<Path> libraries() {
    return Stream.of(NDArray.class, NullMarked.class).map(ApiJar::home).toList();
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String path(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  /** A source in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("memory:///" + path), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
