#!/usr/bin/env python3
"""Builds data/emoji: WebDataset shards of open emoji, rendered to 64 x 64 PNG-8, with their English names.

    python3 tools/emoji/build.py [--out DIR] [--sources DIR]

The shards are byte-identical from run to run with these versions; others work, but may change pixels or compression:

    Python         3.11      standard library
    Pillow         13.0.0    quantises (requirements.txt)
    rsvg-convert   2.54.7    renders (Debian 12, package librsvg2-bin 2.54.7+dfsg-1~deb12u1)
    npm            any       fetches the packages below

See data/emoji/README.md for what comes out and why it is split as it is.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile
import unicodedata
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

SIZE = 64
COLOURS = 64
TRAIN_SHARDS = 4
UNSEEN_STYLE = "twemoji"

# style: package, version, SHA-256 of the package's tarball, licence of the pictures.
STYLES = {
    "noto": ("@iconify-json/noto", "1.2.9", "3e918d88fc945c0bb3d468dbace6f88caef67f01c9f0e7bcae0915a042e8f1ad", "Apache-2.0"),
    "noto-v1": ("@iconify-json/noto-v1", "1.2.5", "2bf62c26c2c2884aa99e90aec942cdaee17a5921f05690694f4978ad4b017c37", "Apache-2.0"),
    "twemoji": ("@iconify-json/twemoji", "1.2.5", "19046dff7d8707ce96212ec86468b36ac5f8e60409629dd13f809265c6d0ebb7", "CC-BY-4.0"),
    "fluent-emoji": ("@iconify-json/fluent-emoji", "1.2.7", "8044210dbf11e016d4de85f15d01a243423bd832457e7e2491df1b751c0e272b", "MIT"),
    "fluent-emoji-flat": ("@iconify-json/fluent-emoji-flat", "1.2.6", "7d064769dee690815f823bc5bcc511d957198caf9f5edd8dd9c1aa48a6aeb175", "MIT"),
    # The package says Apache-2.0, but the licence file it points to keeps that for the code: the pictures are CC-BY-4.0.
    "fxemoji": ("@iconify-json/fxemoji", "1.2.2", "f3e72b3c59d05e1db03b7e308d55c0d05bd7ba3f625a90da1b79313c12858eef", "CC-BY-4.0"),
    "emojione": ("@iconify-json/emojione", "1.2.3", "26a14f44284407e8bcde91799388dca2bfd91dbcd55a97f425524a1c5b73610e", "CC-BY-4.0"),
}
TEXT = ("emojibase-data", "17.0.0", "d01d0e2ca4e22cb402679532155342c71e2e871f25c32223c013b8b166ebdf5a")

# rsvg-convert refuses these; any other failure stops the build.
UNRENDERABLE = {"fluent-emoji-2602", "fluent-emoji-2614"}

# fxemoji's own names: these show a piano's keys, a program's window and a face in sunglasses.
MISNAMED = {"fxemoji-2328", "fxemoji-1fa9f", "fxemoji-1f576"}


def fetch(sources, name, version, sha256):
    """Downloads a package unless it is there already, checks it, unpacks it; returns its folder."""
    stem = f"{name.lstrip('@').replace('/', '-')}-{version}"
    tarball = sources / f"{stem}.tgz"
    if not tarball.exists():
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=sources, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(tarball.read_bytes()).hexdigest()
    if found != sha256:
        raise SystemExit(f"{tarball.name}: SHA-256 is {found}, expected {sha256}")
    with tarfile.open(tarball) as tar:
        tar.extractall(sources / stem, filter="data")
    return sources / stem / "package"


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def read_concepts(package):
    """The emoji that have a group. Skin tones and hair styles (group `component`) are parts of emoji, not pictures of something."""
    names = read(package / "meta" / "groups.json")
    concepts = []
    for entry in read(package / "en" / "data.json"):
        if "group" not in entry or "subgroup" not in entry:
            continue
        group = names["groups"][str(entry["group"])]
        if group == "component":
            continue
        concepts.append({
            "hexcode": entry["hexcode"],
            "label": entry["label"],
            "tags": entry["tags"],
            "group": group,
            "subgroup": names["subgroups"][str(entry["subgroup"])],
        })
    return concepts


def held_out(concepts):
    """The hexcodes of the tenth of the concepts that train never sees: those with the smallest hashes."""
    codes = sorted((concept["hexcode"] for concept in concepts), key=hash_of)
    return set(codes[:round(len(codes) / 10)])


def hash_of(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


class IconSet:
    def __init__(self, package):
        self.icons = read(package / "icons.json")
        self.chars = read(package / "chars.json")

    def svg(self, concept):
        """The SVG document of a concept, or None where the set has no picture of it."""
        name = self.name_of(concept)
        return None if name is None else self.document(name)

    def name_of(self, concept):
        """Some sets index their icons by code point (mostly without the variation selector FE0F), all name them after the label."""
        code = concept["hexcode"].lower()
        for candidate in (code, code.replace("-fe0f", "")):
            if candidate in self.chars:
                return self.chars[candidate]
        name = dashed(concept["label"])
        return name if name in self.icons["icons"] or name in self.icons.get("aliases", {}) else None

    def document(self, name):
        flipped = False
        while name not in self.icons["icons"]:
            alias = dict(self.icons["aliases"][name])
            name = alias.pop("parent")
            # Only "… pointing right" and its like are mirrored; without this their captions would lie.
            flipped ^= alias.pop("hFlip", False)
            assert not alias, f"alias of {name} has settings that this script does not know: {alias}"
        icon = self.icons["icons"][name]
        left, top, width, height = (
            icon.get(key, self.icons.get(key, default))
            for key, default in (("left", 0), ("top", 0), ("width", 16), ("height", 16)))
        body = icon["body"]
        if flipped:
            body = f'<g transform="translate({2 * left + width} 0) scale(-1 1)">{body}</g>'
        # A fixed outer size makes every picture square: SVG's default is to centre what is not.
        return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
                f'width="{SIZE}" height="{SIZE}" viewBox="{left} {top} {width} {height}">{body}</svg>')


def dashed(label):
    plain = unicodedata.normalize("NFKD", label.lower()).encode("ascii", "ignore").decode().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def render(svg):
    """PNG-8 bytes, or None where rsvg-convert fails."""
    done = subprocess.run(["rsvg-convert", "-b", "white"], input=svg.encode(), capture_output=True)
    if done.returncode != 0:
        return None
    picture = Image.open(io.BytesIO(done.stdout)).convert("RGB")
    assert picture.size == (SIZE, SIZE)
    # Dithering would double the size and put noise where the drawings are flat.
    picture = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def example(style, concept):
    """The sidecar of one example; the order of its keys is part of the format."""
    return {
        "hexcode": concept["hexcode"],
        "style": style,
        "label": concept["label"],
        "tags": concept["tags"],
        "captions": [concept["label"], ", ".join(concept["tags"])],
        "group": concept["group"],
        "subgroup": concept["subgroup"],
        "licence": STYLES[style][3],
    }


def key_of(record):
    return f"{record['style']}-{record['hexcode'].lower()}"


def write_shard(path, examples):
    """A .tar.gz without a trace of when, where or by whom it was made."""
    with open(path, "wb") as file, \
            gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=9, mtime=0) as zipped, \
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for record, png in sorted(examples, key=lambda e: key_of(e[0])):
            members = {
                "json": json.dumps(record, ensure_ascii=False).encode(),
                "png": png,
                "txt": record["label"].encode(),
            }
            for extension, data in members.items():
                info = tarfile.TarInfo(f"{key_of(record)}.{extension}")
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))


def render_all(concepts, icon_sets):
    """All (record, png), style by style."""
    jobs = []
    for style, icons in icon_sets.items():
        for concept in concepts:
            record = example(style, concept)
            svg = icons.svg(concept)
            if svg is not None and key_of(record) not in MISNAMED:
                jobs.append((record, svg))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pictures = list(pool.map(lambda job: render(job[1]), jobs))
    failed = {key_of(record) for (record, _), png in zip(jobs, pictures) if png is None}
    if failed != UNRENDERABLE:
        raise SystemExit(f"rsvg-convert failed on {sorted(failed)}, expected {sorted(UNRENDERABLE)}")
    return [(record, png) for (record, _), png in zip(jobs, pictures) if png is not None]


def split(examples, unseen):
    """Shard name -> its examples. Never at random: noto and noto-v1 are near-twins, so are the two fluent styles."""
    trained = {r["hexcode"] for r, _ in examples if r["style"] != UNSEEN_STYLE} - unseen
    shards = {}
    for record, png in examples:
        concept_is_unseen = record["hexcode"] in unseen
        if record["style"] == UNSEEN_STYLE:
            if concept_is_unseen:
                name = "test-concept-000"
            elif record["hexcode"] in trained:
                name = "test-style-000"
            else:
                continue  # country flags: only this style has them under the name that we look for
        elif concept_is_unseen:
            continue  # one rendering of a held-out concept is enough
        else:
            name = f"train-{hash_of(key_of(record)) % TRAIN_SHARDS:03d}"
        shards.setdefault(name, []).append((record, png))
    return shards


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description="Builds the shards of data/emoji.")
    parser.add_argument("--out", type=pathlib.Path, default=root / "data" / "emoji")
    parser.add_argument("--sources", type=pathlib.Path, help="keep the downloaded packages here (default: a temporary folder)")
    arguments = parser.parse_args()
    if shutil.which("rsvg-convert") is None:
        raise SystemExit("rsvg-convert is missing (Debian: librsvg2-bin)")

    with tempfile.TemporaryDirectory() as temporary:
        sources = arguments.sources or pathlib.Path(temporary)
        sources.mkdir(parents=True, exist_ok=True)
        arguments.out.mkdir(parents=True, exist_ok=True)
        concepts = read_concepts(fetch(sources, *TEXT))
        icon_sets = {style: IconSet(fetch(sources, *source[:3])) for style, source in STYLES.items()}
        shards = split(render_all(concepts, icon_sets), held_out(concepts))
    for name, examples in sorted(shards.items()):
        path = arguments.out / f"{name}.tar.gz"
        write_shard(path, examples)
        print(f"| `{path.name}` | {len(examples)} | {path.stat().st_size} | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |")


if __name__ == "__main__":
    main()
