package io.threetowers.core.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person writes in place of a path: an address, and perhaps the part of the file that is
 * meant.
 *
 * @param text as it was written
 * @param part of the file, as {@code img} in {@code hf://org/name/clip.npz:img}; empty: the whole
 */
public record FileSource(String text, Address address, String part) {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+)://.*|(maven):.*");

  /** The file has an ending, so that neither a drive nor a port is taken for a file. */
  private static final Pattern PART = Pattern.compile("(.*\\.\\w+):([\\w.-][\\w./-]*)");

  /** Whether a text is an address, a right or a wrong one, and no path. */
  public static boolean isOne(String text) {
    return SCHEME.matcher(text).matches();
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException in a sentence that goes on after the setting's name: {@code
   *     must be …}
   */
  public static FileSource parse(String text) {
    if (!text.matches("\\p{Graph}+")) {
      throw Addresses.wrong(
          text, "an address without spaces and letters beyond ASCII; write them as %20 and so on");
    }
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      throw Addresses.wrong(text, "an address");
    }
    return switch (Optional.ofNullable(scheme.group(1)).orElse("maven")) {
      case "hf" -> split(text, HubAddress::parse);
      case "https", "http" -> split(text, WebAddress::parse);
      case "maven" -> split(text, MavenAddress::parse);
      default ->
          throw Addresses.wrong(
              text, "a path or begin with one of " + String.join(", ", Addresses.SCHEMES));
    };
  }

  private interface Parser {
    Address parse(String text);
  }

  private static FileSource split(String text, Parser parser) {
    Matcher part = PART.matcher(fileOf(text));
    if (part.matches()) {
      String whole = text.substring(0, text.length() - part.group(2).length() - 1);
      return new FileSource(text, parser.parse(whole), part.group(2));
    }
    Matcher after = Pattern.compile("(.*#sha256=\\p{XDigit}+):([\\w.-][\\w./-]*)").matcher(text);
    return after.matches()
        ? new FileSource(text, parser.parse(after.group(1)), after.group(2))
        : new FileSource(text, parser.parse(text), "");
  }

  /** The end of the text that names a file: coordinates and hosts have colons of their own. */
  private static String fileOf(String text) {
    for (String mark : List.of("!/", "://")) {
      int at = text.indexOf(mark);
      if (at >= 0) {
        int slash = mark.equals("!/") ? at + 1 : text.indexOf('/', at + mark.length());
        return slash < 0 ? "" : text.substring(slash + 1);
      }
    }
    return "";
  }

  /** The path that stands for it: that of the file in the cache, and the part. */
  public Path path(Path cache) {
    Path file = address.in(cache);
    return part.isEmpty() ? file : file.resolveSibling(file.getFileName() + ":" + part);
  }

  /** Where it came from; empty as long as it is not in the cache. */
  public Optional<Origin> origin(Path cache) throws IOException {
    return Origin.of(address.in(cache));
  }

  @Override
  public String toString() {
    return text;
  }
}
