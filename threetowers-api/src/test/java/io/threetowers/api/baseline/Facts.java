package io.threetowers.api.baseline;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What a plugin may rely on in a jar of the api, one fact a line; a version that only adds keeps
 * every line.
 *
 * <p>Among them is what japicmp 0.25 does not see: nullness, which types are open, the defaults,
 * targets and retention of annotations, and the values of constants, which are compiled into
 * plugins.
 */
final class Facts {
  private static final int VISIBLE = Modifier.PUBLIC | Modifier.PROTECTED;

  private final SortedSet<String> lines = new TreeSet<>();

  private Facts() {}

  static SortedSet<String> of(Path jar) throws IOException, ReflectiveOperationException {
    List<URL> path = new ArrayList<>(List.of(jar.toUri().toURL()));
    for (Path library : ApiJar.libraries()) {
      path.add(library.toUri().toURL());
    }
    Facts facts = new Facts();
    // Not below this class's own loader, which has the api as it is now.
    ClassLoader parent = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader loader = new URLClassLoader(path.toArray(URL[]::new), parent)) {
      for (String name : classes(jar)) {
        facts.add(Class.forName(name, false, loader));
      }
    }
    return facts.lines;
  }

  private static List<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName().replace('/', '.'))
          .filter(name -> name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .toList();
    }
  }

  private void add(Class<?> type) throws IllegalAccessException {
    String name = type.getName();
    if (name.endsWith(".package-info")) {
      annotations("package " + type.getPackageName(), type);
    }
    if (!reachable(type)) {
      return;
    }
    lines.add(name);
    annotations(name, type);
    for (Type parent : type.getGenericInterfaces()) {
      lines.add(name + " is a " + parent.getTypeName());
    }
    if (!type.isSealed() && !Modifier.isFinal(type.getModifiers())) {
      lines.add(name + " is open");
    }
    for (Field field : type.getDeclaredFields()) {
      if (visible(field)) {
        lines.add(name + "." + field.getName() + ": " + field.getAnnotatedType() + value(field));
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (visible(constructor)) {
        lines.add("new " + name + parameters(constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (visible(method)) {
        add(name + "." + method.getName() + parameters(method), method);
      }
    }
  }

  private void add(String signature, Method method) {
    lines.add(signature + ": " + method.getAnnotatedReturnType());
    annotations(signature, method);
    if (method.getDefaultValue() != null) {
      // An array would print as its address.
      Object[] value = {method.getDefaultValue()};
      lines.add(signature + " defaults to " + Arrays.deepToString(value));
    }
  }

  private void annotations(String of, AnnotatedElement element) {
    for (Annotation annotation : element.getDeclaredAnnotations()) {
      if (annotation instanceof Target target) {
        for (ElementType place : target.value()) {
          lines.add(of + " may stand on " + place);
        }
      } else {
        lines.add(of + " has " + annotation);
      }
    }
  }

  private static String parameters(Executable executable) {
    return Stream.of(executable.getAnnotatedParameterTypes())
        .map(Object::toString)
        .collect(joining(", ", "(", ")"));
  }

  private static String value(Field field) throws IllegalAccessException {
    boolean inlined = field.getType().isPrimitive() || field.getType() == String.class;
    boolean constant =
        Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers());
    return inlined && constant ? " = " + field.get(null) : "";
  }

  private static boolean visible(Member member) {
    return !member.isSynthetic() && (member.getModifiers() & VISIBLE) != 0;
  }

  private static boolean reachable(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return (type.getModifiers() & VISIBLE) != 0
        && !type.isAnonymousClass()
        && (outer == null || reachable(outer));
  }
}
