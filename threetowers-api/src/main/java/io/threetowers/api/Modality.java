package io.threetowers.api;

/**
 * What a tower reads.
 *
 * @param name in kebab-case; also the data field that such a tower reads unless its block says
 *     {@code field:}
 */
public record Modality(String name) {
  public static final Modality IMAGE = new Modality("image");
  public static final Modality TEXT = new Modality("text");
}
