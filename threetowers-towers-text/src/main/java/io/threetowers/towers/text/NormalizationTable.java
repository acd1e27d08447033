package io.threetowers.towers.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;

/**
 * What a SentencePiece model replaces characters by: the size of a trie, the trie, and texts that
 * each end with a zero (google/sentencepiece, normalizer.cc, DecodePrecompiledCharsMap).
 *
 * <p>The native library walks the trie, a double array of darts-clone, without looking whether a
 * step leads out of it, so that a damaged table would end the whole process. Hence every step that
 * any text can take is looked at first.
 */
final class NormalizationTable {
  private static final int LABELS = 256;

  private final IntBuffer units;
  private final ByteBuffer texts;

  private NormalizationTable(IntBuffer units, ByteBuffer texts) {
    this.units = units;
    this.texts = texts;
  }

  /**
   * Refuses a damaged table.
   *
   * @throws IllegalArgumentException if a text can lead out of it
   */
  static void check(ByteBuffer table) {
    if (!table.hasRemaining()) {
      return; // a model that replaces nothing
    }
    ByteBuffer bytes = table.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < Integer.BYTES) {
      throw damaged();
    }
    int size = bytes.getInt();
    if (size < 0 || size >= bytes.remaining() || size % Integer.BYTES != 0) {
      throw damaged();
    }
    ByteBuffer trie = bytes.slice(bytes.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer texts = bytes.slice(bytes.position() + size, bytes.remaining() - size);
    if (texts.get(texts.limit() - 1) != 0) {
      throw damaged();
    }
    new NormalizationTable(trie.asIntBuffer(), texts).walk();
  }

  /** From the root over every byte that leads on. */
  private void walk() {
    if (!units.hasRemaining()) {
      throw damaged();
    }
    BitSet seen = new BitSet(units.limit());
    ArrayDeque<Integer> waiting = new ArrayDeque<>();
    visit(offset(units.get(0)), seen, waiting);
    while (!waiting.isEmpty()) {
      int node = waiting.remove();
      for (int label = 0; label < LABELS; label++) {
        int unit = units.get(node ^ label);
        if ((unit & 0x800000ff) == label) {
          int next = node ^ label ^ offset(unit);
          visit(next, seen, waiting);
          if ((unit >> 8 & 1) == 1 && (units.get(next) & 0x7fffffff) >= texts.limit()) {
            throw damaged();
          }
        }
      }
    }
  }

  /** A node is 256 units, one for each byte, wherever in them it starts. */
  private void visit(int node, BitSet seen, ArrayDeque<Integer> waiting) {
    if (node < 0 || (node | (LABELS - 1)) >= units.limit()) {
      throw damaged();
    }
    if (!seen.get(node)) {
      seen.set(node);
      waiting.add(node);
    }
  }

  /** Of the node that a unit leads to (darts-clone, DoubleArrayUnit). */
  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
  }

  private static IllegalArgumentException damaged() {
    return new IllegalArgumentException("its table of characters is damaged");
  }
}
