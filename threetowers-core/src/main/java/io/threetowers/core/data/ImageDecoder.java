package io.threetowers.core.data;

import io.threetowers.api.data.Pixels;
import io.threetowers.api.data.Value;
import java.io.IOException;

/**
 * Encoded images to 8-bit RGB. Safe for use by many threads.
 *
 * <p>JPEG, PNG and WebP are decoded natively by OpenCV, which is several times faster than ImageIO;
 * ImageIO does the other formats that it knows (GIF, BMP, TIFF). Transparent parts become white,
 * grey and palette images RGB, 16 bits the upper 8, CMYK as Adobe stores it RGB. The EXIF
 * orientation of a JPEG is applied: the model sees a photo as people see it. (Pillow and
 * TensorFlow, and with them open_clip and big_vision, do not apply it; pixels differ only for
 * photos that they show lying on their side.)
 */
public final class ImageDecoder {
  /** Refuses images of more than 64 million pixels, about 190 MB. */
  public static final ImageDecoder DEFAULT = new ImageDecoder(64_000_000);

  private final long maxPixels;

  /**
   * A decoder with a limit.
   *
   * @param maxPixels larger images are refused before anything is decoded: a file of a few KB can
   *     claim gigabytes
   */
  public ImageDecoder(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  /**
   * The pixels of an image field.
   *
   * @throws UnreadableImageException if it is damaged, too large, or no image
   * @throws IOException if its bytes cannot be read
   */
  public Pixels decode(Value value) throws IOException {
    if (value instanceof Pixels pixels) {
      return pixels;
    } else if (value instanceof Value.Raw raw) {
      return decode(raw.bytes());
    }
    throw new IllegalArgumentException(
        "an image is bytes or pixels, not a " + value.getClass().getSimpleName());
  }

  /**
   * The pixels of an encoded image.
   *
   * @throws UnreadableImageException if it is damaged, too large, or no image
   */
  public Pixels decode(byte[] bytes) throws UnreadableImageException {
    ImageHeader header = ImageHeader.of(bytes);
    if (header == null) {
      return ImageIoImages.decode(bytes, this);
    }
    refuse(header, bytes);
    return OpenCvImages.decode(bytes, header.format());
  }

  /**
   * Refuses what its first and last bytes show to be no image, one that is cut short, or one that
   * is too large. Decodes nothing, and takes microseconds.
   *
   * @throws UnreadableImageException if {@link #decode(Value)} would, for one of these reasons
   * @throws IOException if its bytes cannot be read
   */
  public void probe(Value value) throws IOException {
    if (value instanceof Value.Raw raw) {
      byte[] bytes = raw.bytes();
      ImageHeader header = ImageHeader.of(bytes);
      if (header == null) {
        ImageIoImages.decode(bytes, this);
      } else {
        refuse(header, bytes);
      }
    }
  }

  private void refuse(ImageHeader header, byte[] bytes) throws UnreadableImageException {
    if (!header.complete()) {
      throw new UnreadableImageException(
          header.format() + " image is cut short after " + bytes.length + " bytes");
    }
    refuseTooLarge(header.width(), header.height());
  }

  void refuseTooLarge(int width, int height) throws UnreadableImageException {
    if (width < 1 || height < 1 || (long) width * height > maxPixels) {
      throw new UnreadableImageException(
          "image claims to be %d x %d, more than %d pixels".formatted(width, height, maxPixels));
    }
  }
}
