package io.threetowers.core.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the block of a record can hold.
 *
 * @param settings in the order of the record's components
 */
record RecordSchema(Class<? extends Record> type, List<Setting> settings) {

  /**
   * From the record's class.
   *
   * @throws IllegalArgumentException if a component's type cannot be configured
   */
  static RecordSchema of(Class<? extends Record> type) {
    return new RecordSchema(type, Stream.of(type.getRecordComponents()).map(Setting::of).toList());
  }

  /** The keys of the block, without those of a part that is inlined. */
  List<String> names() {
    return settings.stream().filter(setting -> !setting.inline()).map(Setting::name).toList();
  }

  /** The setting whose block is this one. */
  Optional<Setting> inline() {
    return settings.stream().filter(Setting::inline).findFirst();
  }

  /**
   * Calls the canonical constructor.
   *
   * @throws InvocationTargetException around what it throws
   */
  Record construct(List<Object> values) throws InvocationTargetException {
    try {
      Class<?>[] types =
          Stream.of(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      throw e;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName() + " cannot be constructed", e);
    }
  }
}
