package io.threetowers.core.source;

import io.threetowers.api.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** A file on a server. */
interface Remote {

  /** As the person wrote it. */
  String name();

  /** Where it is asked for. */
  URI address();

  /** What is said to whom. */
  Map<String, String> headers(URI address);

  /** The hash that the file must have, if the answer or the person says one. */
  Optional<String> sha256(Answer answer);

  /** The size that the file must have, if a server that knows it said it. */
  Optional<Long> size(Answer answer);

  /** What is worth remembering. */
  Map<String, String> facts();

  /** Why there is no file. */
  InvalidInputException refusal(Answer answer) throws IOException;
}
