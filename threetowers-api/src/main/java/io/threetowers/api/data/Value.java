package io.threetowers.api.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One field of one example. */
public sealed interface Value permits Value.Text, Value.Label, Value.Raw, Pixels {

  /**
   * Alternative texts of one example, such as the captions of an image; training draws one,
   * evaluation takes all.
   *
   * @param texts at least one
   */
  record Text(List<String> texts) implements Value {
    public Text {
      texts = List.copyOf(texts);
      if (texts.isEmpty()) {
        throw new IllegalArgumentException("a text field needs at least one text");
      }
    }

    public Text(String text) {
      this(List.of(text));
    }
  }

  /** The name of a class. */
  record Label(String name) implements Value {}

  /**
   * Bytes, read when they are asked for: workers read files, not the thread that orders them.
   *
   * @param source gives the whole content; may be called more than once
   */
  record Raw(Source source) implements Value {
    public byte[] bytes() throws IOException {
      return source.read();
    }

    public static Raw of(byte[] bytes) {
      return new Raw(() -> bytes);
    }

    public static Raw file(Path path) {
      return new Raw(() -> Files.readAllBytes(path));
    }
  }

  /** Where raw bytes come from. */
  @FunctionalInterface
  interface Source {
    byte[] read() throws IOException;
  }
}
