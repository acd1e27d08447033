package io.threetowers.core.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the smallest TorchScript archive that libtorch loads: a zip of stored entries with one
 * class of methods.
 *
 * <p>Layout as torch/csrc/jit/serialization/import.cpp reads it; "10" is the oldest version with
 * today's operator signatures.
 */
public final class ScriptArchive {
  private static final String ATTRIBUTES =
      """
        __parameters__ = []
        __buffers__ = []
        training : bool
      """;

  private ScriptArchive() {}

  static byte[] of(String source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "ops/version", "10\n".getBytes(US_ASCII));
      put(zip, "ops/data.pkl", moduleObject());
      put(zip, "ops/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      put(zip, "ops/code/__torch__.py", classText("__torch__", "Ops", "", source).getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /**
   * The methods inside the class that they belong to.
   *
   * @param module of the class
   * @param name of the class
   * @param attributes more of them, each an indented line
   */
  public static String classText(String module, String name, String attributes, String source) {
    String typed =
        source.replaceAll(
            "(?m)^def (\\w+)\\(self\\b(?!\\s*:)", "def $1(self: " + module + "." + name);
    return "class "
        + name
        + "(Module):\n"
        + ATTRIBUTES
        + attributes
        + typed.stripTrailing().indent(2);
  }

  /** Pickle, protocol 2: {@code __torch__.Ops()} with the state {@code {"training": False}}. */
  private static byte[] moduleObject() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x80, 2});
    out.write("c__torch__\nOps\n".getBytes(US_ASCII));
    out.write(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
    out.write("training".getBytes(US_ASCII));
    out.write(new byte[] {(byte) 0x89, 'u', 'b', '.'});
    return out.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
