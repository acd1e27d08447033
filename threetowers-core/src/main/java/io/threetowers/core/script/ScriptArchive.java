package io.threetowers.core.script;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

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
    try (StoredZip zip = new StoredZip(bytes)) {
      zip.put("ops/version", "10\n");
      zip.put("ops/data.pkl", ByteBuffer.wrap(moduleObject()));
      zip.put("ops/constants.pkl", ByteBuffer.wrap(new byte[] {(byte) 0x80, 2, ')', '.'}));
      zip.put("ops/code/__torch__.py", classText("__torch__", "Ops", "", source));
    }
    return bytes.toByteArray();
  }

  /**
   * A class without parameters.
   *
   * @param module of the class
   * @param name of the class
   * @param attributes more of them, each an indented line
   */
  public static String classText(String module, String name, String attributes, String source) {
    return "class "
        + name
        + "(Module):\n"
        + ATTRIBUTES
        + attributes
        + methods(module + "." + name, source);
  }

  /** The methods of a script inside the class that they belong to. */
  static String methods(String qualifiedName, String source) {
    String typed =
        source.replaceAll("(?m)^def (\\w+)\\(self\\b(?!\\s*:)", "def $1(self: " + qualifiedName);
    return typed.stripTrailing().indent(2);
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
}
