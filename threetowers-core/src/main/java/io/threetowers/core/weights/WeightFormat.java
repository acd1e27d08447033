package io.threetowers.core.weights;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;

/** The formats, told apart by what a file begins with. */
enum WeightFormat {
  SAFETENSORS("safetensors file"),
  SHARD_INDEX("index of shards"),
  ZIP("weight file"),
  PICKLE("file of torch.save"),
  ONNX("ONNX model");

  private static final int TEXT = 40;
  private static final int ZIP_START = 0x04034b50;
  private static final int EMPTY_ZIP = 0x06054b50;

  private final String words;

  WeightFormat(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  static WeightFormat of(Bytes file) throws IOException {
    String text = file.text(0, (int) Math.min(TEXT, file.size()), ISO_8859_1);
    if (text.length() < Long.BYTES) {
      return SAFETENSORS;
    }
    long length = file.small(0, Long.BYTES).getLong(0);
    int four = (int) length;
    if (length <= Safetensors.MAX_HEADER && text.startsWith("{", Long.BYTES)) {
      return SAFETENSORS; // whose length may begin as a pickle does
    }
    if (four == ZIP_START || four == EMPTY_ZIP) {
      return ZIP;
    }
    // A header of 128 bytes begins as a pickle does, but then with zeros.
    boolean noHeader = length < 0 || length > Safetensors.MAX_HEADER;
    if (noHeader && (four & 0xff) == 0x80 && ((four >> 8) & 0xff) <= 5) {
      return PICKLE;
    }
    if (text.startsWith(NpyHeader.MAGIC)) {
      throw new IllegalArgumentException(
          "it is one array without a name; save it by numpy.savez with the names of its tensors");
    }
    if (text.chars()
        .limit(Long.BYTES)
        .allMatch(c -> (c >= ' ' && c <= '~') || Character.isWhitespace(c))) {
      return text(text);
    }
    // The version of the format as a varint, then another field: ModelProto of onnx.proto.
    return noHeader && (length & 0xff) == 0x08 && ((length >> 8) & 0xff) < 32 ? ONNX : SAFETENSORS;
  }

  private static WeightFormat text(String text) {
    if (text.stripLeading().startsWith("{")) {
      return SHARD_INDEX;
    }
    throw new IllegalArgumentException(
        "it is text that begins with '%s'; was it downloaded in full?"
            .formatted(text.replaceFirst("(?s)[^ -~].*", "")));
  }
}
