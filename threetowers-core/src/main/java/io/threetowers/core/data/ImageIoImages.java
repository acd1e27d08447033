package io.threetowers.core.data;

import io.threetowers.api.data.Pixels;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Images of the rarer formats, through the JDK. */
final class ImageIoImages {

  private ImageIoImages() {}

  static Pixels decode(byte[] bytes, ImageDecoder limits) throws UnreadableImageException {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new UnreadableImageException(
            "no image of a known format: %d bytes%s".formatted(bytes.length, start(bytes)));
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        limits.refuseTooLarge(reader.getWidth(0), reader.getHeight(0));
        return pixels(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (UnreadableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers throw index and argument exceptions at damaged files
      throw new UnreadableImageException("image is damaged: " + e.getMessage(), e);
    }
  }

  private static Pixels pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    BufferedImage onWhite = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = onWhite.createGraphics();
    graphics.drawImage(image, 0, 0, Color.WHITE, null);
    graphics.dispose();
    int[] packed = onWhite.getRGB(0, 0, width, height, null, 0, width);
    byte[] rgb = new byte[3 * packed.length];
    for (int i = 0; i < packed.length; i++) {
      rgb[3 * i] = (byte) (packed[i] >> 16);
      rgb[3 * i + 1] = (byte) (packed[i] >> 8);
      rgb[3 * i + 2] = (byte) packed[i];
    }
    return new Pixels(width, height, rgb);
  }

  /** An error page saved as an image shows itself by its first characters. */
  private static String start(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(bytes.length, 16); i++) {
      text.append(bytes[i] >= ' ' ? (char) bytes[i] : '.');
    }
    return bytes.length == 0 ? "" : " that begin with '" + text + "'";
  }
}
