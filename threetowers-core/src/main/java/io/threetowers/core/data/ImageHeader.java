package io.threetowers.core.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of an image say, read without decoding it.
 *
 * @param complete whether the end is there too: decoders fill what is missing with grey and say
 *     nothing
 */
record ImageHeader(Format format, int width, int height, boolean complete) {
  private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int PNG_END = 0x49454e44; // IEND
  private static final int RIFF = 0x52494646;
  private static final int WEBP = 0x57454250;

  /** The formats that OpenCV decodes for us. */
  enum Format {
    JPEG,
    PNG,
    WEBP
  }

  /** The header of a JPEG, PNG or WebP image; null for anything else. */
  static @Nullable ImageHeader of(byte[] bytes) {
    Format format = format(ByteBuffer.wrap(bytes));
    if (format == null) {
      return null;
    }
    ByteBuffer data = ByteBuffer.wrap(bytes);
    try {
      return switch (format) {
        case JPEG -> jpeg(data);
        case PNG -> png(data);
        case WEBP -> webp(data.order(ByteOrder.LITTLE_ENDIAN));
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return new ImageHeader(format, 0, 0, false);
    }
  }

  private static @Nullable Format format(ByteBuffer data) {
    if (data.limit() >= 8 && data.getLong(0) == PNG_SIGNATURE) {
      return Format.PNG;
    } else if (data.limit() >= 3 && data.getShort(0) == (short) 0xffd8 && data.get(2) == -1) {
      return Format.JPEG;
    } else if (data.limit() >= 12 && data.getInt(0) == RIFF && data.getInt(8) == WEBP) {
      return Format.WEBP;
    }
    return null;
  }

  private static ImageHeader png(ByteBuffer data) {
    int width = data.getInt(16);
    int height = data.getInt(20);
    long chunk = 8;
    boolean ended = false;
    while (!ended && chunk + 12 <= data.limit()) {
      ended = data.getInt((int) chunk + 4) == PNG_END;
      chunk += 12 + Integer.toUnsignedLong(data.getInt((int) chunk));
    }
    return new ImageHeader(Format.PNG, width, height, ended && chunk <= data.limit());
  }

  /**
   * Segments up to the start of frame (ITU-T T.81, B.1.1); the end marker cannot occur inside the
   * coded data.
   */
  private static ImageHeader jpeg(ByteBuffer data) {
    data.position(2);
    while (true) {
      int marker = data.get() & 0xff;
      if (marker != 0xff) {
        continue;
      }
      while (marker == 0xff) {
        marker = data.get() & 0xff;
      }
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      boolean bare = marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8);
      if (frame) {
        int at = data.position();
        int height = data.getShort(at + 3) & 0xffff;
        int width = data.getShort(at + 5) & 0xffff;
        return new ImageHeader(Format.JPEG, width, height, hasEnd(data, at));
      } else if (!bare) {
        int next = data.position() + (data.getShort(data.position()) & 0xffff);
        data.position(Math.min(next, data.limit()));
      }
    }
  }

  private static boolean hasEnd(ByteBuffer data, int from) {
    for (int i = data.limit() - 2; i > from; i--) {
      if (data.getShort(i) == (short) 0xffd9) {
        return true;
      }
    }
    return false;
  }

  /** RFC 9649, sections 2.4 to 2.7. */
  private static ImageHeader webp(ByteBuffer data) {
    byte[] name = new byte[4];
    data.get(12, name);
    boolean complete = Integer.toUnsignedLong(data.getInt(4)) + 8 <= data.limit();
    return switch (new String(name, StandardCharsets.US_ASCII)) {
      case "VP8X" ->
          new ImageHeader(Format.WEBP, 1 + uint24(data, 24), 1 + uint24(data, 27), complete);
      case "VP8L" -> {
        int bits = data.getInt(21);
        int height = 1 + ((bits >> 14) & 0x3fff);
        yield new ImageHeader(Format.WEBP, 1 + (bits & 0x3fff), height, complete);
      }
      default ->
          new ImageHeader(
              Format.WEBP, data.getShort(26) & 0x3fff, data.getShort(28) & 0x3fff, complete);
    };
  }

  private static int uint24(ByteBuffer data, int at) {
    return (data.getShort(at) & 0xffff) | ((data.get(at + 2) & 0xff) << 16);
  }
}
