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
    /**
     * Texts of one example.
     *
     * @param texts copied
     * @throws IllegalArgumentException if it is empty
     */
    public Text {
      texts = List.copyOf(texts);
      if (texts.isEmpty()) {
        throw new IllegalArgumentException("a text field needs at least one text");
      }
    }

    /**
     * The only text of its example.
     *
     * @param text may be empty
     */
    public Text(String text) {
      this(List.of(text));
    }
  }

  /**
   * The name of a class. The host turns names into indices by a vocabulary.
   *
   * @param name as people call the class
   */
  record Label(String name) implements Value {}

  /**
   * Bytes, read when they are asked for: workers read files, not the thread that orders them.
   *
   * @param source gives the whole content; may be called more than once
   */
  record Raw(Source source) implements Value {
    /**
     * Reads.
     *
     * @return the whole content, anew at each call
     * @throws IOException if it cannot be read: the example is then left out
     */
    public byte[] bytes() throws IOException {
      return source.read();
    }

    /**
     * Bytes in memory.
     *
     * @param bytes not copied: treat them as immutable
     * @return the same bytes at each call
     */
    public static Raw of(byte[] bytes) {
      return new Raw(() -> bytes);
    }

    /**
     * The content of a file.
     *
     * @param path read when the bytes are asked for
     * @return a value that holds no bytes itself
     */
    public static Raw file(Path path) {
      return new Raw(() -> Files.readAllBytes(path));
    }
  }

  /** Where raw bytes come from. */
  @FunctionalInterface
  interface Source {
    /**
     * Reads.
     *
     * @return the whole content
     * @throws IOException if it cannot be read
     */
    byte[] read() throws IOException;
  }
}
