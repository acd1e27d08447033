package io.threetowers.api.data;

/** What a field of an example holds. */
public enum FieldType {
  /** {@link Value.Raw}, an encoded image (the host decodes it), or {@link Pixels}. */
  IMAGE,
  /** {@link Value.Text}. */
  TEXT,
  /** {@link Value.Label}. */
  LABEL,
  /** {@link Value.Raw} that the host passes on as it is. */
  RAW
}
