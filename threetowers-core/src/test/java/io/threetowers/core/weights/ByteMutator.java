package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Puts one to three faults into the bytes of a file. */
final class ByteMutator {
  private static final long[] EXTREMES = {
    0, 1, -1, 127, 128, 255, 65535, 1L << 31, (1L << 31) - 1, 1L << 32, 1L << 60, Long.MAX_VALUE
  };

  /** What the formats know: JSON, Python's dictionaries, operations of pickles, fields of ONNX. */
  private static final List<String> TOKENS =
      List.of(
          "-1",
          "9223372036854775807",
          "1e999",
          "[",
          "]",
          "{",
          "}",
          "\"",
          "null",
          "0",
          ",",
          "BF16",
          "\u0000",
          "ÿ",
          "../",
          ">f4",
          "|O",
          "True",
          "cos\nsystem\n",
          "R",
          "b",
          "(",
          "t",
          "\u0081",
          "h\u0000",
          "q\u0000",
          "u",
          "PK\u0001\u0002",
          "PK\u0005\u0006",
          "\u0008\u007f",
          "\u00ff\u00ff\u00ff\u00ff\u007f");

  private ByteMutator() {}

  static byte[] mutate(byte[] good, Random random) throws IOException {
    boolean zip = good[0] == 'P' && good[1] == 'K';
    byte[] bytes = good;
    for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
      bytes = zip && random.nextBoolean() ? mutateInside(bytes, random) : fault(bytes, random);
    }
    return bytes;
  }

  /** Otherwise the checksums of an archive would hide what its readers do with damaged content. */
  private static byte[] mutateInside(byte[] archive, Random random) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException | IllegalArgumentException e) {
      return fault(archive, random);
    }
    List<String> names = List.copyOf(entries.keySet());
    if (names.isEmpty()) {
      return fault(archive, random);
    }
    String chosen =
        names.stream()
            .filter(name -> name.endsWith("data.pkl") && random.nextInt(4) > 0)
            .findFirst()
            .orElse(names.get(random.nextInt(names.size())));
    entries.put(chosen, fault(entries.get(chosen), random));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] fault(byte[] good, Random random) {
    String text = new String(good, ISO_8859_1);
    if (text.isEmpty()) {
      return good;
    }
    int from = random.nextInt(text.length());
    int to = from + random.nextInt(Math.min(16, text.length() - from + 1));
    String before = text.substring(0, from);
    String mutated =
        switch (random.nextInt(7)) {
          case 0 ->
              before
                  + (char) (text.charAt(from) ^ (1 << random.nextInt(8)))
                  + text.substring(from + 1);
          case 1 -> before + (char) random.nextInt(256) + text.substring(from + 1);
          case 2 -> before + text.substring(to);
          case 3 -> text.substring(0, to) + text.substring(from);
          case 4 -> text.substring(0, Math.max(from, text.length() / 2));
          case 5 -> before + TOKENS.get(random.nextInt(TOKENS.size())) + text.substring(to);
          default -> before + extreme(text.substring(from), random);
        };
    return mutated.getBytes(ISO_8859_1);
  }

  /** Overwrites a number of 1, 2, 4 or 8 bytes. */
  private static String extreme(String text, Random random) {
    byte[] number =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(EXTREMES[random.nextInt(EXTREMES.length)])
            .array();
    int width = Math.min(1 << random.nextInt(4), text.length());
    return new String(number, 0, width, ISO_8859_1) + text.substring(width);
  }
}
