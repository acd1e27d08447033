#!/usr/bin/env python3
"""Writes the golden images of the tests: encoded images, what Pillow makes of them, and what Pillow resizes.

    pip install pillow==13.0.0
    python3 tools/goldens/images.py

Results are binary PPM (P6), which any viewer opens. Run it from the repository's root; the same versions write the same bytes.
"""

import pathlib
import random
import struct
import zlib

from PIL import Image, ImageDraw, ImageEnhance

API = pathlib.Path("threetowers-api/src/test/resources/io/threetowers/api/data")
CORE = pathlib.Path("threetowers-core/src/test/resources/io/threetowers/core/data")


def picture(width, height, mode="RGB", seed=0):
    """A gradient, two shapes and some noise: edges, flat parts and detail."""
    rng = random.Random(seed)
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), (255 * x // width, 255 * y // height, (37 * x + 11 * y) % 256 // 2 + 64))
    draw = ImageDraw.Draw(image)
    draw.rectangle((width // 6, height // 6, width // 2, height // 2), fill=(250, 20, 30))
    draw.ellipse((width // 3, height // 3, width - 4, height - 3), fill=(10, 240, 200))
    for _ in range(width * height // 8):
        image.putpixel((rng.randrange(width), rng.randrange(height)), tuple(rng.randrange(256) for _ in range(3)))
    if mode in ("RGBA", "LA"):
        image = image.convert(mode)
        alpha = Image.new("L", (width, height))
        alpha.putdata([(x * 255 // (width - 1)) for _ in range(height) for x in range(width)])
        image.putalpha(alpha)
        return image
    return image.convert(mode)


def on_white(image):
    white = Image.new("RGBA", image.size, (255, 255, 255, 255))
    white.alpha_composite(image.convert("RGBA"))
    return white.convert("RGB")


def deep_png(path, width, height, color_type):
    """16 bits a channel, which Pillow does not write: PNG specification, colour types 0 (grey), 2 (RGB) and 6 (RGBA)."""
    channels = {0: 1, 2: 3, 6: 4}[color_type]
    rng = random.Random(color_type)
    rows, pixels = b"", []
    for _ in range(height):
        row = [rng.randrange(65536) for _ in range(width * channels)]
        rows += b"\0" + struct.pack(f">{len(row)}H", *row)
        pixels += row

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 16, color_type, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    upper = bytes(value >> 8 for value in pixels)
    return on_white(Image.frombytes({0: "L", 2: "RGB", 6: "RGBA"}[color_type], (width, height), upper))


def save(image, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    image.convert("RGB").save(path, "PPM")


def encoded():
    out = CORE / "images"
    out.mkdir(parents=True, exist_ok=True)

    def both(name, image, expected=None, **options):
        image.save(out / name, **options)
        save(expected or Image.open(out / name), out / (name + ".ppm"))

    both("rgb.png", picture(29, 21))
    both("grey.png", picture(29, 21, "L"))
    both("one-bit.png", picture(29, 21, "1"))
    both("palette.png", picture(29, 21).quantize(16))
    rgba = picture(29, 21, "RGBA")
    both("rgba.png", rgba, on_white(rgba))
    grey_alpha = picture(29, 21, "LA")
    both("grey-alpha.png", grey_alpha, on_white(grey_alpha))
    palette = picture(29, 21).quantize(8)
    transparent = palette.copy()
    transparent.info["transparency"] = bytes([0, 128, 255, 255, 64, 255, 255, 255])
    transparent.save(out / "palette-alpha.png", transparency=transparent.info["transparency"])
    save(on_white(Image.open(out / "palette-alpha.png")), out / "palette-alpha.png.ppm")
    for color_type, name in ((0, "grey-16.png"), (2, "rgb-16.png"), (6, "rgba-16.png")):
        save(deep_png(out / name, 13, 9, color_type), out / (name + ".ppm"))
    both("rgb.jpg", picture(45, 30), quality=90)
    both("progressive.jpg", picture(45, 30), quality=90, progressive=True)
    both("grey.jpg", picture(45, 30, "L"), quality=90)
    both("cmyk.jpg", picture(45, 30, "CMYK"), quality=95)
    turned = picture(45, 30)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(out / "turned.jpg", quality=90, exif=exif)
    save(Image.open(out / "turned.jpg").transpose(Image.Transpose.ROTATE_270), out / "turned.jpg.ppm")
    both("lossy.webp", picture(45, 30), quality=90)
    both("lossless.webp", picture(29, 21), lossless=True)
    both("alpha.webp", rgba, on_white(rgba), lossless=True, exact=True)
    both("palette.gif", picture(29, 21).quantize(32))
    both("rgb.bmp", picture(29, 21))
    both("rgb.tiff", picture(29, 21))


def resized():
    source = picture(61, 43)
    save(source, API / "resize" / "source.ppm")
    for name, kernel in (("bilinear", Image.Resampling.BILINEAR), ("bicubic", Image.Resampling.BICUBIC)):
        for size in ((16, 16), (128, 97), (61, 10), (7, 43), (30, 80), (1, 1)):
            save(source.resize(size, kernel), API / "resize" / f"{name}-{size[0]}x{size[1]}.ppm")


def enhanced():
    source = picture(29, 21)
    save(source, CORE / "jitter" / "source.ppm")
    for name, kind in (("brightness", ImageEnhance.Brightness), ("contrast", ImageEnhance.Contrast), ("saturation", ImageEnhance.Color)):
        for factor in (0.0, 0.45, 1.0, 1.6):
            save(kind(source).enhance(factor), CORE / "jitter" / f"{name}-{factor}.ppm")


if __name__ == "__main__":
    encoded()
    resized()
    enhanced()
