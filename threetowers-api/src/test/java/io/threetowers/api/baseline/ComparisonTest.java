package io.threetowers.api.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small apis, before and after a change. */
class ComparisonTest {
  private static final String TYPE = "(sealed |final )?(@?interface|class|enum|record) ";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # less, or otherwise
          interface T { int a(); }              | interface T {}
          interface T { int a(); }              | interface T { long a(); }
          interface T { List<Path> a(); }       | interface T { List<? extends Path> a(); }
          interface T { void a(int b); }        | interface T { void a(long b); }
          interface T<A> {}                     | interface T<A extends Record> {}
          interface T extends AutoCloseable {}  | interface T {}
          class T { public void a() {} }        | class T { void a() {} }
          class T { public T() {} }             | class T { private T() {} }
          class T { protected void a() {} }     | class T {}
          enum T { A, B }                       | enum T { A, C }
          record T(int a) {}                    | record T(int a, int b) {}
          # more to do for those who implement or extend it
          interface T { int a(); }              | interface T { int a(); int b(); }
          interface T { default void a() {} }   | interface T { void a(); }
          interface T {}                        | sealed interface T { non-sealed interface U extends T {} }
          class T {}                            | final class T {}
          # as japicmp has it: an implementation of two interfaces may get a second default
          interface T { void a(); }             | interface T { default void a() {} }
          # more to do for those who call it
          interface T { void a(); }             | interface T { void a() throws IOException; }
          interface T { void a() throws IOException; } | interface T { void a(); }
          # nullness, either way
          interface T { Path a(); }             | interface T { @Nullable Path a(); }
          interface T { @Nullable Path a(); }   | interface T { Path a(); }
          interface T { void a(Path b); }       | interface T { void a(@Nullable Path b); }
          interface T { List<Path> a(); }       | interface T { List<@Nullable Path> a(); }
          @NullMarked interface T {}            | interface T {}
          # what annotations ask for, and where they may stand
          @interface T { int a(); }             | @interface T { int a(); int b(); }
          @interface T { int a() default 1; }   | @interface T { int a(); }
          @interface T { int a() default 1; }   | @interface T { int a() default 2; }
          @Retention(RetentionPolicy.RUNTIME) @interface T {} | @interface T {}
          @Target({ElementType.TYPE, ElementType.FIELD}) @interface T {} | @Target(ElementType.TYPE) @interface T {}
          # compiled into those who read it
          class T { public static final int A = 1; } | class T { public static final int A = 2; }
          """)
  void breaks(String before, String after) throws Exception {
    assertThat(compare(before, after).broken()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          interface T {}                        | interface T { default int a() { return 1; } }
          interface T {}                        | interface T { static int a() { return 1; } }
          interface T {}                        | interface T { interface U {} }
          sealed interface T { record A() implements T {} } | sealed interface T { record A() implements T {} record B() implements T {} }
          final class T {}                      | class T {}
          record T(int a) {}                    | record T(int a) implements Comparable<T> { @Override public int compareTo(T b) { return 0; } }
          record T(int a) {}                    | record T(int a) { public T() { this(1); } }
          enum T { A }                          | enum T { A, B }
          @interface T {}                       | @interface T { int a() default 1; }
          @Target(ElementType.TYPE) @interface T {} | @Target({ElementType.TYPE, ElementType.FIELD}) @interface T {}
          interface Script { int a(); }         | interface Script { int a(); int b(); }
          class T {}                            | @Deprecated class T {}
          """)
  void adds(String before, String after) throws Exception {
    Comparison comparison = compare(before, after);

    assertThat(comparison.broken()).isEmpty();
    assertThat(comparison.added()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          class T { int a() { return 1; } }     | class T { int b() { return 2; } private long c; }
          class T { public int a() { return 1; } } | class T { public int a() { return b(); } private int b() { return 2; } }
          enum T { A }                          | enum T { A; private final int b = 1; }
          interface T { void a(int b); }        | interface T { void a(int c); }
          @interface T { String[] a() default {"b", "c"}; } | @interface T { String[] a() default {"b", "c"}; }
          """)
  void seesNothing(String before, String after) throws Exception {
    Comparison comparison = compare(before, after);

    assertThat(comparison.broken()).isEmpty();
    assertThat(comparison.added()).isEmpty();
  }

  private Comparison compare(String before, String after) throws Exception {
    return Comparison.of(jar("before", before), jar("after", after));
  }

  private Path jar(String name, String type) throws IOException {
    Path classes = Files.createDirectory(folder.resolve(name));
    String source =
        """
        package io.threetowers.api;
        import java.io.IOException;
        import java.lang.annotation.*;
        import java.nio.file.Path;
        import java.util.List;
        import org.jspecify.annotations.*;
        """;
    String file = type.contains("interface Script") ? "Script.java" : "T.java";
    ApiJar.compile(Map.of(file, source + type.replaceFirst(TYPE, "public $0")), classes);
    Path jar = folder.resolve(name + ".jar");
    ApiJar.pack(classes, jar);
    return jar;
  }
}
