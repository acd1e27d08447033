package io.threetowers.core.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.threetowers.api.InvalidInputException;
import io.threetowers.api.config.Suggestions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of a commit on the hub. Its answers have {@code X-Linked-ETag}, the SHA-256 of a large
 * file, and {@code X-Linked-Size} before they send us to a store (huggingface_hub,
 * file_download.py).
 */
record HubRemote(Hub hub, Web web, HubAddress source, String commit) implements Remote {
  private static final int LISTING_LIMIT = 8 << 20;

  @Override
  public String name() {
    return source.toString();
  }

  @Override
  public URI address() {
    return hub.at(source.requestPath(commit));
  }

  @Override
  public Map<String, String> headers(URI address) {
    return hub.headers(address);
  }

  @Override
  public Optional<String> sha256(Answer answer) {
    return answer
        .anywhere("x-linked-etag")
        .map(tag -> tag.replaceFirst("^W/", "").replace("\"", ""))
        .filter(tag -> tag.matches("[0-9a-f]{64}"));
  }

  @Override
  public Optional<Long> size(Answer answer) {
    return answer
        .anywhere("x-linked-size")
        .filter(size -> size.matches("\\d{1,18}"))
        .map(Long::valueOf);
  }

  @Override
  public Map<String, String> facts() {
    return Map.of("commit", commit);
  }

  /**
   * The hub names the reason in {@code X-Error-Code}; to strangers, a missing repository is 401.
   */
  @Override
  public InvalidInputException refusal(Answer answer) throws IOException {
    String code = answer.header("x-error-code").orElse("");
    int status = answer.status();
    if (code.equals("GatedRepo")) {
      return new InvalidInputException(
          hub.knowsWhoWeAre()
              ? "'%s' is gated and your token may not read it; ask for access at %s"
                  .formatted(source.repository(), hub.at(source.page()))
              : "'%s' is gated; accept its licence at %s and set HF_TOKEN"
                  .formatted(source.repository(), hub.at(source.page())));
    } else if (code.equals("EntryNotFound")) {
      return new InvalidInputException(
          "'%s' has no file '%s' at %s%s"
              .formatted(source.repository(), source.file(), revision(), hint()));
    } else if (code.equals("RevisionNotFound")) {
      return new InvalidInputException(
          "'%s' has no branch, tag or commit '%s'"
              .formatted(source.repository(), source.revision()));
    } else if (code.equals("RepoNotFound") || status == 404 || status == 401) {
      return new InvalidInputException(
          hub.knowsWhoWeAre()
              ? "there is no '%s' on %s that your token may read"
                  .formatted(source.repository(), hub.host())
              : "there is no '%s' on %s; or it is private, then set HF_TOKEN"
                  .formatted(source.repository(), hub.host()));
    }
    return new InvalidInputException(
        "%s answers with status %d to the request for '%s'".formatted(hub.host(), status, name()));
  }

  private String revision() {
    if (source.isImmutable()) {
      return "commit " + commit;
    }
    String known = source.revision().equals(commit) ? "" : " (commit %s)".formatted(commit);
    return "'%s'%s".formatted(source.revision(), known);
  }

  /** A file of a similar name; what fails here fails to help, and nothing else. */
  private String hint() {
    URI listing =
        hub.at(
            "/api/%s/%s/revision/%s"
                .formatted(source.kind(), source.repository(), WebAddress.encoded(commit)));
    try (Answer answer = web.ask("GET", listing, hub::headers)) {
      if (answer.status() != 200) {
        return "";
      }
      String text = new String(answer.body().readNBytes(LISTING_LIMIT), StandardCharsets.UTF_8);
      List<String> names = new ArrayList<>();
      for (JsonElement file :
          JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("siblings")) {
        names.add(file.getAsJsonObject().get("rfilename").getAsString());
      }
      return Suggestions.hint(source.file(), names);
    } catch (IOException | JsonParseException | IllegalStateException | NullPointerException e) {
      return "";
    }
  }
}
