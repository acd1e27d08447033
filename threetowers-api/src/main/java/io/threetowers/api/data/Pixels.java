package io.threetowers.api.data;

/**
 * A decoded image: 8-bit RGB, rows from top to bottom.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb (height, width, 3), not copied: treat it as immutable
 */
@SuppressWarnings(
    "ArrayRecordComponent") // an image is its bytes; a copy per access would double the work of a
// decode
public record Pixels(int width, int height, byte[] rgb) implements Value {
  /**
   * An image.
   *
   * @param width at least 1
   * @param height at least 1
   * @param rgb 3 · width · height bytes: red, green and blue of the top left pixel, then those of
   *     its right neighbour
   * @throws IllegalArgumentException if a side is empty or the bytes are not 3 · width · height
   */
  public Pixels {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          width
              + " x "
              + height
              + " pixels need "
              + 3L * width * height
              + " bytes, not "
              + rgb.length);
    }
  }

  /**
   * A part of the image.
   *
   * @param left columns left of the part
   * @param top rows above it
   * @param cropWidth of the part, in pixels
   * @param cropHeight of the part, in pixels
   * @return a copy, or this image if the part is all of it
   * @throws IllegalArgumentException if the part is not inside the image
   */
  public Pixels crop(int left, int top, int cropWidth, int cropHeight) {
    if (left < 0 || top < 0 || left + cropWidth > width || top + cropHeight > height) {
      throw new IllegalArgumentException(
          "crop "
              + cropWidth
              + " x "
              + cropHeight
              + " at ("
              + left
              + ", "
              + top
              + ") leaves the image of "
              + width
              + " x "
              + height);
    }
    if (cropWidth == width && cropHeight == height) {
      return this;
    }
    byte[] part = new byte[3 * cropWidth * cropHeight];
    for (int y = 0; y < cropHeight; y++) {
      System.arraycopy(rgb, 3 * ((top + y) * width + left), part, 3 * y * cropWidth, 3 * cropWidth);
    }
    return new Pixels(cropWidth, cropHeight, part);
  }

  /** {@return a copy, mirrored left to right} */
  public Pixels flip() {
    byte[] mirrored = new byte[rgb.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = 3 * (y * width + x);
        int to = 3 * (y * width + width - 1 - x);
        mirrored[to] = rgb[from];
        mirrored[to + 1] = rgb[from + 1];
        mirrored[to + 2] = rgb[from + 2];
      }
    }
    return new Pixels(width, height, mirrored);
  }

  /**
   * Resampled with antialiasing, as Pillow's {@code Image.resize} does for 8-bit images (within one
   * level).
   *
   * @param newWidth in pixels
   * @param newHeight in pixels
   * @param filter the kernel
   * @return a copy, or this image if it has that size
   */
  public Pixels resize(int newWidth, int newHeight, Filter filter) {
    return Resampler.resize(this, newWidth, newHeight, filter);
  }

  /** Resampling kernels. */
  public enum Filter {
    /** A triangle over two pixels. */
    BILINEAR,
    /**
     * Keys' cubic over four pixels, a = -0.5: what CLIP's and big_vision's images are resized by.
     */
    BICUBIC
  }
}
