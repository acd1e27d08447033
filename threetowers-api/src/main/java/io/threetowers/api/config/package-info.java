/**
 * Annotations on the components of a configuration record: what a setting means, its default and
 * its limits.
 *
 * <p>A component of the record is a setting in the file; {@code imageSize} is written {@code
 * image-size}:
 *
 * <pre>{@code
 * @Doc("the mean color of an image, mapped linearly")
 * public record Config(
 *     @Doc("D, the width of the embedding") @Range(min = 1) int width,
 *     @Doc("side of the square that images are resized to, in pixels")
 *         @Default("32")
 *         @Range(min = 1)
 *         int imageSize,
 *     @Doc("how images are resized") @Default("bicubic") Pixels.Filter filter) {}
 * }</pre>
 *
 * <p>A setting is an int, long, double, boolean, String, {@link java.nio.file.Path} (absolute when
 * you get it), an enum (written in kebab-case), a record, an {@link java.util.Optional}, a {@link
 * java.util.List}, a {@link java.util.Map} by names, a {@link io.threetowers.api.Part}, or of a
 * class with a method {@code public static X parse(String)}. A rule between several settings goes
 * into the compact constructor as an {@link java.lang.IllegalArgumentException} with a sentence;
 * the reader adds where in the file it was broken.
 */
@NullMarked
package io.threetowers.api.config;

import org.jspecify.annotations.NullMarked;
