package io.threetowers.towers.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a SentencePiece model says of its vocabulary, which the library's Java interface does not
 * tell (google/sentencepiece, sentencepiece_model.proto).
 *
 * @param pieces the id of each
 * @param size how many ids there are
 * @param start the id that begins a text; -1 for none
 * @param end the id that ends a text; -1 for none
 * @param pad the id that fills a row; -1 for none
 */
record SentencePieceModel(Map<String, Integer> pieces, int size, int start, int end, int pad) {
  private static final int PIECES = 1;
  private static final int TRAINER = 2;
  private static final int NORMALIZER = 3;
  private static final int PIECE_TEXT = 1;
  private static final int CHARACTERS = 2;
  private static final int BOS = 41;
  private static final int EOS = 42;
  private static final int PAD = 43;

  /** Takes one field of a message: a number's value, or the bytes of everything else. */
  private interface FieldReader {
    void field(int number, long value, Optional<ByteBuffer> bytes);
  }

  /** Fills itself while the file is read; the defaults are the format's. */
  private static final class Reading {
    private final Map<String, Integer> pieces = new HashMap<>();
    private int size;
    private int start = 1;
    private int end = 2;
    private int pad = -1;

    void model(int field, Optional<ByteBuffer> bytes) {
      if (field == PIECES) {
        int id = size++;
        read(
            message(bytes),
            (number, value, text) -> {
              if (number == PIECE_TEXT) {
                pieces.put(UTF_8.decode(message(text)).toString(), id);
              }
            });
      } else if (field == TRAINER) {
        read(message(bytes), (number, value, ignored) -> special(number, (int) value));
      } else if (field == NORMALIZER) {
        read(
            message(bytes),
            (number, value, table) -> {
              if (number == CHARACTERS) {
                NormalizationTable.check(message(table));
              }
            });
      }
    }

    private static ByteBuffer message(Optional<ByteBuffer> bytes) {
      return bytes.orElseThrow(SentencePieceModel::damaged);
    }

    void special(int field, int id) {
      switch (field) {
        case BOS -> start = id;
        case EOS -> end = id;
        case PAD -> pad = id;
        default -> {} // how it was trained
      }
    }
  }

  /**
   * Reads a model.
   *
   * @throws IllegalArgumentException if {@code bytes} are anything else
   */
  static SentencePieceModel parse(byte[] bytes) {
    Reading reading = new Reading();
    read(ByteBuffer.wrap(bytes), (number, value, content) -> reading.model(number, content));
    if (reading.size == 0) {
      throw new IllegalArgumentException("it holds no pieces");
    }
    return new SentencePieceModel(
        reading.pieces,
        reading.size,
        existing(reading.start, reading.size),
        existing(reading.end, reading.size),
        existing(reading.pad, reading.size));
  }

  private static int existing(int id, int size) {
    return id < size ? id : -1;
  }

  /** Protocol buffers' wire format: a tag of field number and type, then the value. */
  private static void read(ByteBuffer message, FieldReader fields) {
    try {
      while (message.hasRemaining()) {
        long tag = varint(message);
        int number = (int) (tag >>> 3);
        switch ((int) tag & 7) {
          case 0 -> fields.field(number, varint(message), Optional.empty());
          case 1 -> fields.field(number, 0, Optional.of(slice(message, Long.BYTES)));
          case 2 -> fields.field(number, 0, Optional.of(slice(message, varint(message))));
          case 5 -> fields.field(number, 0, Optional.of(slice(message, Integer.BYTES)));
          default -> throw damaged();
        }
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("it was cut off, or is no such model", e);
    }
  }

  private static IllegalArgumentException damaged() {
    return new IllegalArgumentException("it is damaged, or no such model");
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = message.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged();
  }

  private static ByteBuffer slice(ByteBuffer message, long length) {
    if (length < 0 || length > message.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer slice = message.slice(message.position(), (int) length);
    message.position(message.position() + (int) length);
    return slice;
  }
}
