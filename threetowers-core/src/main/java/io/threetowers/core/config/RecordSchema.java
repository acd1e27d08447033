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
 * @param presets named settings; a block names one of them beside its own settings
 */
record RecordSchema(Class<? extends Record> type, List<Setting> settings, PresetTable presets) {

  /**
   * From the record's class.
   *
   * @throws IllegalArgumentException if a component's type cannot be configured, or presets are
   *     wrong
   */
  static RecordSchema of(Class<? extends Record> type) {
    List<Setting> settings = Stream.of(type.getRecordComponents()).map(Setting::of).toList();
    PresetTable presets = PresetTable.of(type);
    if (!presets.isEmpty()
        && settings.stream()
            .map(Setting::name)
            .anyMatch(name -> name.equals(PresetTable.KEY) || name.equals(PresetTable.DOC))) {
      throw new IllegalArgumentException(
          type.getName() + " has presets, and so no setting 'preset' or 'doc' of its own");
    }
    return new RecordSchema(type, settings, presets);
  }

  /** The keys of the block, without those of a part that is inlined. */
  List<String> names() {
    return settings.stream().filter(setting -> !setting.inline()).map(Setting::name).toList();
  }

  /** The same, and the name of a preset where there are any. */
  List<String> keys() {
    return presets.isEmpty()
        ? names()
        : Stream.concat(Stream.of(PresetTable.KEY), names().stream()).toList();
  }

  /** The setting whose block is this one. */
  Optional<Setting> inline() {
    return settings.stream().filter(Setting::inline).findFirst();
  }

  /** The setting that a value in place of the block means. */
  Optional<Setting> shorthand() {
    return Optional.ofNullable(type.getAnnotation(Shorthand.class))
        .map(
            meant ->
                settings.stream()
                    .filter(setting -> setting.name().equals(meant.value()))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "%s has no setting '%s' to stand for it"
                                    .formatted(type.getName(), meant.value()))));
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
