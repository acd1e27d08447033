package io.threetowers.core.data;

import io.threetowers.api.data.InputTransform;

/**
 * One tower's input.
 *
 * @param name of the tower
 * @param field of the data that it reads
 * @param augmented whether it sees the augmented image and a caption drawn for the epoch; otherwise
 *     the image as it is and the first caption, the same in every epoch
 * @param transform makes its rows
 */
public record Lane(String name, String field, boolean augmented, InputTransform transform) {
  public Lane {
    if (rowBytes(transform) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "lane '" + name + "': a row of " + transform.shape() + " is larger than 2 GiB");
    }
  }

  /** Size of one row. */
  public int rowBytes() {
    return (int) rowBytes(transform);
  }

  static long rowBytes(InputTransform transform) {
    return transform.shape().size() * transform.type().getNumOfBytes();
  }
}
