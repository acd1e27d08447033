package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file on a web server: {@code https://host/file#sha256=…}; over http only with the hash.
 *
 * @param address without the fragment
 * @param sha256 of the file, in lower-case hexadecimal
 */
public record WebAddress(URI address, Optional<String> sha256) implements Address {
  private static final String HASH = "sha256=";

  static WebAddress parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw Addresses.wrong(text, "an address such as https://host/folder/file");
    }
    if (uri.getHost() == null || uri.getPath() == null || uri.getPath().endsWith("/")) {
      throw Addresses.wrong(text, "the address of a file, such as https://host/folder/file");
    } else if (uri.getUserInfo() != null) {
      throw Addresses.wrong(text, "an address without a user and a password");
    }
    Addresses.requirePlain(text, uri.getPath().replaceFirst("^/", ""));
    onTheHub(uri)
        .ifPresent(
            better -> {
              throw Addresses.wrong(text, "the file, not the page about it: " + better);
            });
    Optional<String> sha256 = sha256(text, uri);
    if (uri.getScheme().equalsIgnoreCase("http") && sha256.isEmpty()) {
      throw Addresses.wrong(
          text, "https, or end in #sha256=… so that a file that was changed on the way is noticed");
    }
    return new WebAddress(URI.create(text.replaceFirst("#.*", "")), sha256);
  }

  /** What people copy out of their browser. */
  private static Optional<String> onTheHub(URI uri) {
    String[] names = uri.getPath().split("/", 6);
    return names.length == 6 && names[3].equals("blob") && uri.getHost().contains("huggingface")
        ? Optional.of(
            "hf://%s/%s%s/%s"
                .formatted(
                    names[1], names[2], names[4].equals("main") ? "" : "@" + names[4], names[5]))
        : Optional.empty();
  }

  private static Optional<String> sha256(String text, URI uri) {
    String fragment = uri.getRawFragment();
    if (fragment == null) {
      return Optional.empty();
    } else if (!fragment.matches(HASH + "\\p{XDigit}{64}")) {
      throw Addresses.wrong(text, "an address that ends in #sha256= and 64 hexadecimal digits");
    }
    return Optional.of(fragment.substring(HASH.length()).toLowerCase(Locale.ROOT));
  }

  /** One segment of a path, or a revision with its slashes. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** A path whose segments may hold anything, or are encoded already. */
  static String encodedPath(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(name -> name.contains("%") ? name : encoded(name))
        .collect(Collectors.joining("/"));
  }

  /**
   * By host and path; what a query or a hash tells apart lies in folders of their own, so that
   * another hash is another file.
   */
  @Override
  public Path in(Path cache) {
    String port = address.getPort() < 0 ? "" : "_" + address.getPort();
    Path path = cache.resolve("web").resolve(address.getHost().toLowerCase(Locale.ROOT) + port);
    String[] names = address.getPath().substring(1).split("/", -1);
    for (String name : Arrays.copyOf(names, names.length - 1)) {
      path = path.resolve(Addresses.folder(name));
    }
    if (address.getRawQuery() != null) {
      path = path.resolve("query-" + Addresses.fingerprint(address.getRawQuery()));
    }
    if (sha256.isPresent()) {
      path = path.resolve("sha256-" + sha256.get().substring(0, 16));
    }
    return path.resolve(Addresses.folder(names[names.length - 1]));
  }

  @Override
  public WebAddress beside(String name) {
    if (!address.getScheme().equalsIgnoreCase("https")) {
      throw new InvalidInputException(
          "'%s' names other files, which have no hash, so it must come over https".formatted(this));
    }
    URI sibling = address.resolve(encoded(name));
    return new WebAddress(sibling, Optional.empty());
  }

  @Override
  public String toString() {
    return address + sha256.map(hash -> "#" + HASH + hash).orElse("");
  }
}
