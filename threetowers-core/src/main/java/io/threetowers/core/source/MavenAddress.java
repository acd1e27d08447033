package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Maven artifact, or a file inside of one: {@code maven:group:artifact:version!/path}.
 *
 * @param extension {@code jar} unless said otherwise
 * @param classifier empty if there is none
 * @param member the path inside; empty: the artifact itself
 */
public record MavenAddress(
    String group,
    String artifact,
    String extension,
    String classifier,
    String version,
    Optional<String> member)
    implements Address {
  private static final String SCHEME = "maven:";
  private static final Pattern NAME = Pattern.compile("[\\w.-]*\\w[\\w.-]*");
  private static final List<String> MOVING = List.of("LATEST", "RELEASE");

  static MavenAddress parse(String text) {
    String[] halves = text.substring(SCHEME.length()).split("!/?", 2);
    String[] words = halves[0].split(":", -1);
    if (words.length < 3 || words.length > 5) {
      throw Addresses.wrong(
          text, "maven:GROUP:ARTIFACT:VERSION, with !/PATH for a file inside of the jar");
    }
    for (String word : words) {
      if (!NAME.matcher(word).matches() || word.contains("..")) {
        throw Addresses.wrong(text, "Maven coordinates without spaces, ranges and empty parts");
      }
    }
    String version = words[words.length - 1];
    if (MOVING.contains(version) || version.endsWith("-SNAPSHOT")) {
      throw Addresses.wrong(text, "an artifact of a version that stays what it is");
    }
    if (halves.length == 2) {
      Addresses.requirePlain(text, halves[1]);
    }
    return new MavenAddress(
        words[0],
        words[1],
        words.length > 3 ? words[2] : "jar",
        words.length > 4 ? words[3] : "",
        version,
        halves.length == 2 ? Optional.of(halves[1]) : Optional.empty());
  }

  /** {@code group:artifact:extension:classifier:version} as Maven's resolver reads them. */
  public String coordinates() {
    String middle = classifier.isEmpty() ? extension : extension + ":" + classifier;
    return "%s:%s:%s:%s".formatted(group, artifact, middle, version);
  }

  @Override
  public Path in(Path cache) {
    Path folder = cache.resolve("maven").resolve(group).resolve(artifact).resolve(version);
    String variant = classifier + (extension.equals("jar") ? "" : "." + extension);
    if (!variant.isEmpty()) {
      folder = folder.resolve(variant.replaceFirst("^\\.", ""));
    }
    if (member.isEmpty()) {
      String suffix = classifier.isEmpty() ? "" : "-" + classifier;
      return folder.resolve("%s-%s%s.%s".formatted(artifact, version, suffix, extension));
    }
    Path path = folder;
    for (String name : member.get().split("/", -1)) {
      path = path.resolve(Addresses.folder(name));
    }
    return path;
  }

  @Override
  public MavenAddress beside(String name) {
    String inside =
        member.orElseThrow(
            () ->
                new InvalidInputException("nothing lies beside the artifact '%s'".formatted(this)));
    return new MavenAddress(
        group,
        artifact,
        extension,
        classifier,
        version,
        Optional.of(inside.substring(0, inside.lastIndexOf('/') + 1) + name));
  }

  @Override
  public String toString() {
    String middle =
        (extension.equals("jar") && classifier.isEmpty() ? "" : extension + ":")
            + (classifier.isEmpty() ? "" : classifier + ":");
    return SCHEME
        + group
        + ":"
        + artifact
        + ":"
        + middle
        + version
        + member.map(path -> "!/" + path).orElse("");
  }
}
