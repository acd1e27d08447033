package io.threetowers.api;

/**
 * What a tower reads.
 *
 * @param name in kebab-case; also the data field that such a tower reads unless its block says
 *     {@code field:}
 */
public record Modality(String name) {
  /** Images: {@link io.threetowers.api.data.Pixels}, three channels of 8 bits. */
  public static final Modality IMAGE = new Modality("image");

  /** Texts: {@link io.threetowers.api.data.Value.Text}. */
  public static final Modality TEXT = new Modality("text");
}
