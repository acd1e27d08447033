package io.threetowers.api.baseline;

import static java.util.stream.Collectors.joining;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.cmp.JarArchiveComparatorOptions.ClassPathMode;
import japicmp.config.Options;
import japicmp.model.AccessModifier;
import japicmp.model.JApiChangeStatus;
import japicmp.model.JApiClass;
import japicmp.model.JApiMethod;
import japicmp.output.stdout.StdoutOutputGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import javassist.bytecode.AnnotationDefaultAttribute;

/**
 * What an api means for a plugin that was built for an earlier one.
 *
 * @param broken what the plugin relies on and no longer finds, or finds changed
 * @param added what it does not know
 */
record Comparison(List<String> broken, List<String> added) {

  /**
   * The interfaces that plugins call and the host implements: a new method asks nothing of a
   * plugin.
   */
  private static final Set<String> IMPLEMENTED_BY_THE_HOST =
      Set.of(
          "io.threetowers.api.BuildContext",
          "io.threetowers.api.Embedder",
          "io.threetowers.api.Script",
          "io.threetowers.api.ScriptModule",
          "io.threetowers.api.WeightSink");

  static Comparison of(Path before, Path now) throws IOException, ReflectiveOperationException {
    SortedSet<String> known = Facts.of(before);
    SortedSet<String> found = Facts.of(now);
    List<String> broken = new ArrayList<>(without(known, found));
    broken.addAll(incompatible(before, now));
    return new Comparison(broken, without(found, known));
  }

  private static List<String> without(SortedSet<String> all, SortedSet<String> some) {
    SortedSet<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return List.copyOf(rest);
  }

  /** What would not link or not compile any more, in japicmp's words. */
  private static List<String> incompatible(Path before, Path now) {
    JarArchiveComparatorOptions options = new JarArchiveComparatorOptions();
    options.setAccessModifier(AccessModifier.PROTECTED);
    options.setClassPathMode(ClassPathMode.TWO_SEPARATE_CLASSPATHS);
    List<String> libraries = ApiJar.libraries().stream().map(Path::toString).toList();
    options.setOldClassPath(libraries);
    options.setNewClassPath(libraries);
    List<JApiClass> types =
        new JarArchiveComparator(options)
            .compare(
                new JApiCmpArchive(before.toFile(), "before"),
                new JApiCmpArchive(now.toFile(), "now"));
    for (JApiClass type : types) {
      type.getMethods().removeIf(method -> asksNothing(type, method));
    }
    return types.stream()
        .filter(type -> !type.isBinaryCompatible() || !type.isSourceCompatible())
        .map(Comparison::text)
        .toList();
  }

  /** New methods that japicmp takes for a duty of plugins, and that are none. */
  private static boolean asksNothing(JApiClass type, JApiMethod method) {
    return method.getChangeStatus() == JApiChangeStatus.NEW
        && (IMPLEMENTED_BY_THE_HOST.contains(type.getFullyQualifiedName())
            || method
                    .getNewMethod()
                    .get()
                    .getMethodInfo()
                    .getAttribute(AnnotationDefaultAttribute.tag)
                != null);
  }

  private static String text(JApiClass type) {
    Options options = Options.newDefault();
    options.setOutputOnlyModifications(true);
    return new StdoutOutputGenerator(options, new ArrayList<>(List.of(type)))
        .generate()
        .lines()
        .skip(1)
        .filter(line -> !line.contains("CLASS FILE FORMAT VERSION"))
        .collect(joining("\n"));
  }
}
