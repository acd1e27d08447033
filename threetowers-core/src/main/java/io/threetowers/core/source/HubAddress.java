package io.threetowers.core.source;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of a repository on the Hugging Face hub: {@code hf://org/name@revision/file}, as its own
 * {@code HfFileSystem} writes it.
 *
 * @param kind {@code models}, {@code datasets} or {@code spaces}
 * @param repository {@code org/name}
 * @param revision branch, tag or commit
 * @param file path inside of the repository
 */
public record HubAddress(String kind, String repository, String revision, String file)
    implements Address {
  private static final String MODELS = "models";
  private static final String DEFAULT_REVISION = "main";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "hf://(?:(models|datasets|spaces)/)?([\\w.-]+/[\\w.-]+)(?:@([^/@]+))?/([^@?#]+)");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  static HubAddress parse(String text) {
    Matcher address = SYNTAX.matcher(text);
    if (!address.matches()) {
      throw Addresses.wrong(
          text, "hf://ORGANISATION/NAME/FILE or hf://ORGANISATION/NAME@REVISION/FILE");
    }
    Addresses.requirePlain(text, address.group(2) + "/" + address.group(4));
    String kind = address.group(1);
    String revision = address.group(3);
    return new HubAddress(
        kind == null ? MODELS : kind,
        address.group(2),
        // A branch with a slash, such as refs/pr/1, is written with %2F.
        revision == null ? DEFAULT_REVISION : revision.replaceAll("(?i)%2F", "/"),
        address.group(4));
  }

  /** Whether the revision can never mean anything else. */
  boolean isImmutable() {
    return COMMIT.matcher(revision).matches();
  }

  /** The path below the hub's own address. */
  String requestPath(String commit) {
    String prefix = kind.equals(MODELS) ? "" : kind + "/";
    return "/%s%s/resolve/%s/%s"
        .formatted(prefix, repository, WebAddress.encoded(commit), WebAddress.encodedPath(file));
  }

  /** The path of the repository's page. */
  String page() {
    return (kind.equals(MODELS) ? "/" : "/" + kind + "/") + repository;
  }

  /** The folder of a revision: all files in it are of one commit. */
  Path folder(Path cache) {
    Path folder = cache.resolve("hub");
    if (!kind.equals(MODELS)) {
      folder = folder.resolve(kind);
    }
    return folder.resolve(repository).resolve(Addresses.folder(revision));
  }

  @Override
  public Path in(Path cache) {
    Path path = folder(cache);
    for (String name : file.split("/", -1)) {
      path = path.resolve(Addresses.folder(name));
    }
    return path;
  }

  @Override
  public HubAddress beside(String name) {
    return new HubAddress(
        kind, repository, revision, file.substring(0, file.lastIndexOf('/') + 1) + name);
  }

  @Override
  public String toString() {
    String prefix = kind.equals(MODELS) ? "" : kind + "/";
    String at = revision.equals(DEFAULT_REVISION) ? "" : "@" + revision.replace("/", "%2F");
    return "hf://" + prefix + repository + at + "/" + file;
  }
}
