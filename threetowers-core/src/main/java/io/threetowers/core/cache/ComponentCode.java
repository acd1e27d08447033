package io.threetowers.core.cache;

import io.threetowers.api.Part;
import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the code of components is: the files that it was loaded from, by their content. A version
 * would not do, since an author who changes a transform and builds again need not raise it.
 *
 * <p>Each file is read once. Whoever changes a plugin under a running process gets what Java makes
 * of that, but no other hash.
 */
final class ComponentCode {
  private final Map<URI, String> hashes = new HashMap<>();

  /**
   * The classes of a component and of those in its settings, such as a tokenizer, each with the
   * hash of its plugin.
   *
   * @return by the path of the block below that of the first, which is empty
   */
  SortedMap<String, String> of(Part<?> part) throws IOException {
    SortedMap<String, String> code = new TreeMap<>();
    addPart("", part, code);
    return code;
  }

  private void addPart(String path, Part<?> part, Map<String, String> code) throws IOException {
    Class<?> type = part.component().getClass();
    code.put(path, type.getName() + " of SHA-256 " + hash(type));
    addSettings(path, part.config(), code);
  }

  private void addSettings(String path, Record settings, Map<String, String> code)
      throws IOException {
    for (RecordComponent setting : settings.getClass().getRecordComponents()) {
      String below = path.isEmpty() ? setting.getName() : path + "." + setting.getName();
      add(below, value(settings, setting.getAccessor()), code);
    }
  }

  private void add(String path, Object value, Map<String, String> code) throws IOException {
    if (value instanceof Part<?> part) {
      addPart(path, part, code);
    } else if (value instanceof Optional<?> optional && optional.isPresent()) {
      add(path, optional.get(), code);
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        add(path + "." + entry.getKey(), entry.getValue(), code);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        add(path + "[" + i + "]", list.get(i), code);
      }
    } else if (value instanceof Record settings) {
      addSettings(path, settings, code);
    }
  }

  private static Object value(Record settings, Method accessor) {
    try {
      // A plugin's records need not be public.
      accessor.setAccessible(true);
      return accessor.invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a setting of a checked experiment can be read", e);
    }
  }

  /** Of one file its own; of several, of those of all. */
  private String hash(Class<?> type) throws IOException {
    List<String> all = new ArrayList<>();
    for (URL file : files(type)) {
      URI place = place(file);
      String hash = hashes.get(place);
      if (hash == null) {
        hash = Sha256.of(Path.of(place));
        hashes.put(place, hash);
      }
      all.add(hash);
    }
    return all.size() == 1 ? all.get(0) : Sha256.hex(String.join("\n", all));
  }

  /** A plugin's jars; of what the host's class path offers, the jar or the folder of classes. */
  private static List<URL> files(Class<?> type) {
    ClassLoader host = ComponentCode.class.getClassLoader();
    if (type.getClassLoader() instanceof URLClassLoader plugin && plugin != host) {
      return List.of(plugin.getURLs());
    }
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalStateException("nothing says where " + type.getName() + " was loaded from");
    }
    return List.of(source.getLocation());
  }

  private static URI place(URL file) throws IOException {
    try {
      return file.toURI();
    } catch (URISyntaxException e) {
      throw new IOException("'%s' is no place of a file".formatted(file), e);
    }
  }
}
