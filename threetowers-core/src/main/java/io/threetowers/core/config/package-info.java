/**
 * From a YAML file to checked, immutable records.
 *
 * <p>Each step is a small class: {@code YamlReader} (text to a tree that knows its positions),
 * {@code ExtendsReader} and {@code Overlay} ({@code extends:}), {@code Assignment} (the command
 * line), {@code RecordBinder} (tree to records). A value keeps its position all the way, so that
 * every later check can say where it was written.
 *
 * <p>The same records say what can be set: to people ({@code Describe}, {@code ReferencePage}) and
 * to editors ({@code JsonSchema}).
 */
@NullMarked
package io.threetowers.core.config;

import org.jspecify.annotations.NullMarked;
