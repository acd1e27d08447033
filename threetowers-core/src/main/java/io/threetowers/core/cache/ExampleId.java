package io.threetowers.core.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.threetowers.api.data.Example;
import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import io.threetowers.core.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;

/**
 * An example and what its row is found by: its key with the content of the field that the tower
 * reads, so that content that changed under the same key is noticed.
 *
 * @param example whose bytes of that field are in memory
 * @param key of the key alone
 * @param content of both
 */
record ExampleId(Example example, Id key, Id content) {

  /** Reads the field; one that cannot be read has an id, too, which is none of any content. */
  static ExampleId of(Example example, String field) {
    Value value = example.fields().get(field);
    if (value == null) {
      throw new IllegalStateException(
          "example '%s' has no field '%s' though its data source declares it"
              .formatted(example.key(), field));
    }
    MessageDigest digest = Sha256.digest();
    put(digest, 'k', example.key().getBytes(UTF_8));
    Value read = value;
    if (value instanceof Value.Raw raw) {
      try {
        byte[] bytes = raw.bytes();
        put(digest, 'r', bytes);
        read = Value.Raw.of(bytes);
      } catch (IOException e) {
        digest.update((byte) 'x');
      }
    } else if (value instanceof Pixels pixels) {
      digest.update(ByteBuffer.allocate(8).putInt(pixels.width()).putInt(pixels.height()).flip());
      put(digest, 'p', pixels.rgb());
    } else if (value instanceof Value.Text text) {
      text.texts().forEach(each -> put(digest, 't', each.getBytes(UTF_8)));
    } else if (value instanceof Value.Label label) {
      put(digest, 'l', label.name().getBytes(UTF_8));
    }
    return new ExampleId(with(example, field, read), Id.of(example.key()), Id.of(digest));
  }

  /** Length first: no two contents have the same bytes. */
  private static void put(MessageDigest digest, char kind, byte[] bytes) {
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static Example with(Example example, String field, Value value) {
    Map<String, Value> fields = new HashMap<>(example.fields());
    fields.put(field, value);
    return new Example(example.key(), fields);
  }
}
