package io.threetowers.core.data;

import io.threetowers.api.data.Pixels;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/**
 * Images through OpenCV. Its library (65 MB) is unpacked and loaded on first use, which takes about
 * half a second.
 */
final class OpenCvImages {

  private OpenCvImages() {}

  static {
    try {
      nu.pattern.OpenCV.loadLocally();
    } catch (LinkageError | RuntimeException e) {
      throw new IllegalStateException(
          "cannot load OpenCV, which decodes images: %s; its library is unpacked into '%s', which must be writable and allow execution"
              .formatted(e.getMessage(), System.getProperty("java.io.tmpdir")),
          e);
    }
    Core.setNumThreads(1); // the data workers are the threads
  }

  static Pixels decode(byte[] bytes, ImageHeader.Format format) throws UnreadableImageException {
    // Only IMREAD_UNCHANGED keeps alpha, and only IMREAD_COLOR applies the orientation of a JPEG,
    // which has no alpha.
    int flags =
        format == ImageHeader.Format.JPEG ? Imgcodecs.IMREAD_COLOR : Imgcodecs.IMREAD_UNCHANGED;
    MatOfByte encoded = new MatOfByte(bytes);
    Mat image = new Mat();
    try {
      Mat decoded = Imgcodecs.imdecode(encoded, flags);
      image.release();
      image = decoded;
      if (image.empty()) {
        throw new UnreadableImageException(format + " image is damaged");
      }
      if (image.depth() == CvType.CV_16U) {
        image.convertTo(image, CvType.CV_8U, 1 / 256.0, -0.498);
      }
      return image.channels() == 4 ? onWhite(image) : rgb(image);
    } catch (CvException e) {
      throw new UnreadableImageException(format + " image is damaged: " + e.getMessage(), e);
    } finally {
      image.release();
      encoded.release();
    }
  }

  private static Pixels rgb(Mat image) {
    Imgproc.cvtColor(
        image, image, image.channels() == 1 ? Imgproc.COLOR_GRAY2RGB : Imgproc.COLOR_BGR2RGB);
    return new Pixels(image.cols(), image.rows(), bytes(image, 3));
  }

  private static Pixels onWhite(Mat image) {
    byte[] bgra = bytes(image, 4);
    byte[] rgb = new byte[bgra.length / 4 * 3];
    for (int from = 0, to = 0; from < bgra.length; from += 4, to += 3) {
      int alpha = bgra[from + 3] & 0xff;
      rgb[to] = onWhite(bgra[from + 2] & 0xff, alpha);
      rgb[to + 1] = onWhite(bgra[from + 1] & 0xff, alpha);
      rgb[to + 2] = onWhite(bgra[from] & 0xff, alpha);
    }
    return new Pixels(image.cols(), image.rows(), rgb);
  }

  private static byte onWhite(int level, int alpha) {
    return (byte) ((level * alpha + 255 * (255 - alpha) + 127) / 255);
  }

  private static byte[] bytes(Mat image, int channels) {
    byte[] bytes = new byte[image.rows() * image.cols() * channels];
    image.get(0, 0, bytes);
    return bytes;
  }
}
