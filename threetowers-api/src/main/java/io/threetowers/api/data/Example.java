package io.threetowers.api.data;

import java.util.Map;

/**
 * One example.
 *
 * @param key unique within its source and stable from run to run; error messages name it and
 *     augmentation is seeded by it
 * @param fields every field that the source declares
 */
public record Example(String key, Map<String, Value> fields) {
  /**
   * An example.
   *
   * @param key unique within its source
   * @param fields copied
   */
  public Example {
    fields = Map.copyOf(fields);
  }
}
