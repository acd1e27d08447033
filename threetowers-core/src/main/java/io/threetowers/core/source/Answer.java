package io.threetowers.core.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server said, or the last of several, each of which sent us to the next.
 *
 * @param hops the headers of all, the first one's first
 */
record Answer(HttpResponse<InputStream> last, List<HttpHeaders> hops) implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18})");

  int status() {
    return last.statusCode();
  }

  URI address() {
    return last.uri();
  }

  InputStream body() {
    return last.body();
  }

  /** A header of the last one. */
  Optional<String> header(String name) {
    return last.headers().firstValue(name);
  }

  /** A header of the first one that has it. */
  Optional<String> anywhere(String name) {
    return hops.stream().flatMap(hop -> hop.firstValue(name).stream()).findFirst();
  }

  /** With what the same content is recognised again; a weak one would not do for a part of it. */
  Optional<String> validator() {
    return header("etag").filter(tag -> !tag.startsWith("W/")).or(() -> header("last-modified"));
  }

  /** Where a part begins. */
  OptionalLong begins() {
    return range(1);
  }

  /** The size of the whole file. */
  OptionalLong size() {
    return status() == 206 ? range(2) : last.headers().firstValueAsLong("content-length");
  }

  private OptionalLong range(int group) {
    Matcher range = RANGE.matcher(header("content-range").orElse(""));
    return range.matches()
        ? OptionalLong.of(Long.parseLong(range.group(group)))
        : OptionalLong.empty();
  }

  @Override
  public void close() throws IOException {
    last.body().close();
  }
}
