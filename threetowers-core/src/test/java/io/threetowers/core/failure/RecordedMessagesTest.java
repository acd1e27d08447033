package io.threetowers.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.threetowers.api.Part;
import io.threetowers.core.builtin.JsonLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is told of messages that engine, JVM and system were recorded to give. In the golden file
 * each begins with the block at work ({@code -} if it is unknown), and what is told stands below
 * its last line; {@code -Dgolden=write} writes that anew.
 */
class RecordedMessagesTest {
  private static final Path FILE =
      Path.of("src", "test", "resources", "golden", "failure", "recorded.txt");
  private static final String NEXT = "\n-------- ";
  private static final String TOLD = "\n--------> ";

  @Test
  void tellsWhatToLowerOrToInstall() throws IOException {
    String written = Files.readString(FILE);
    StringBuilder told = new StringBuilder();
    for (String part : List.of(("\n" + written.stripTrailing()).split(NEXT, -1))) {
      if (!part.isBlank()) {
        String recorded = part.contains(TOLD) ? part.substring(0, part.indexOf(TOLD)) : part;
        told.append(NEXT.strip()).append(' ').append(recorded).append(TOLD).append(tell(recorded));
        told.append("\n");
      }
    }
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(FILE, told);
    }
    assertThat(told).hasToString(written);
  }

  private static String tell(String recorded) {
    int end = recorded.indexOf('\n');
    Throwable failure = thrown(recorded.substring(end + 1));
    String path = recorded.substring(0, end);
    if (!path.equals("-")) {
      Place place = new Place(path, new Part<>(new JsonLines(), new JsonLines.Config()));
      failure = place.failed("forward", failure);
    }
    return new Failures(List.of()).tell(failure);
  }

  /** The throwable that the text describes, with its cause. */
  private static Throwable thrown(String text) {
    int cause = text.indexOf("\nCaused by: ");
    @Nullable Throwable below = cause < 0 ? null : thrown(text.substring(cause + 12));
    String own = cause < 0 ? text : text.substring(0, cause);
    int colon = own.indexOf(": ");
    String message = own.substring(colon + 2);
    Throwable made =
        switch (own.substring(0, colon)) {
          case "java.lang.OutOfMemoryError" -> new OutOfMemoryError(message);
          case "java.lang.UnsatisfiedLinkError" -> new UnsatisfiedLinkError(message);
          case "java.io.IOException" -> new IOException(message, below);
          case "java.io.UncheckedIOException" ->
              new UncheckedIOException(message, (IOException) below);
          case "ai.djl.engine.EngineException" -> new EngineException(message, below);
          default -> throw new IllegalArgumentException("of what class is: " + own);
        };
    return made;
  }
}
