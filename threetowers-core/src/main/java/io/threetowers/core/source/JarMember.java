package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** One file out of an archive. Where it goes is said by us: no name in the archive is a path. */
final class JarMember {

  private JarMember() {}

  /** Takes it out, whole or not at all. */
  static void extract(Path jar, String name, PartFile part, Origin origin, FetchProgress progress)
      throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null || entry.isDirectory()) {
        List<String> names =
            zip.stream()
                .filter(each -> !each.isDirectory())
                .map(ZipEntry::getName)
                .filter(each -> !each.startsWith("META-INF/") && !each.endsWith(".class"))
                .toList();
        throw new InvalidInputException(
            "'%s' has no file '%s'%s"
                .formatted(jar.getFileName(), name, Suggestions.hint(name, names)));
      }
      part.begin(Optional.empty());
      try (InputStream in = zip.getInputStream(entry)) {
        OptionalLong size =
            entry.getSize() < 0 ? OptionalLong.empty() : OptionalLong.of(entry.getSize());
        part.append(in, new Meter(progress, name, 0, size));
      }
      part.complete(origin);
    } catch (ZipException e) {
      throw new InvalidInputException("'%s' is no archive, or damaged".formatted(jar), e);
    }
  }
}
