#!/usr/bin/env python3
"""Reads data/emoji back and checks what its README promises; prints the counts that the README states.

    python3 tools/emoji/check.py [--data DIR]
"""

import argparse
import collections
import hashlib
import io
import json
import pathlib
import tarfile

from PIL import Image

KEYS = ["hexcode", "style", "label", "tags", "captions", "group", "subgroup", "licence"]
MOST_BYTES = 14_000_000


def read_split(folder, split):
    """All (record, PNG bytes) of a split, with the layout of each shard checked on the way."""
    examples = {}
    for shard in sorted(folder.glob(f"{split}-*.tar.gz")):
        assert shard.read_bytes()[4:8] == bytes(4), f"{shard.name}: the gzip header has a time"
        names = []
        with tarfile.open(shard) as tar:
            parts = collections.defaultdict(dict)
            for member in tar:
                assert (member.mtime, member.uid, member.gid, member.uname) == (0, 0, 0, ""), member.name
                key, extension = member.name.split(".")
                parts[key][extension] = tar.extractfile(member).read()
                names.append((key, extension))
        assert names == sorted(names), f"{shard.name}: members are not in order"
        for key, part in parts.items():
            record = json.loads(part["json"])
            assert list(record) == KEYS, key
            assert key == f"{record['style']}-{record['hexcode'].lower()}" and key not in examples, key
            assert part["txt"].decode() == record["label"] == record["captions"][0] and "\n" not in record["label"], key
            assert record["captions"][1] == ", ".join(record["tags"]) != "", key
            picture = Image.open(io.BytesIO(part["png"]))
            assert (picture.format, picture.mode, picture.size) == ("PNG", "P", (64, 64)), key
            assert len(picture.getcolors()) <= 64, key
            examples[key] = (record, part["png"])
    return list(examples.values())


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description="Checks data/emoji.")
    parser.add_argument("--data", type=pathlib.Path, default=root / "data" / "emoji")
    folder = parser.parse_args().data

    splits = {split: read_split(folder, split) for split in ("train", "test-style", "test-concept")}
    concepts = {split: {record["hexcode"] for record, _ in examples} for split, examples in splits.items()}
    assert not concepts["train"] & concepts["test-concept"], "a held-out concept is in train"
    assert concepts["test-style"] <= concepts["train"], "a test-style concept is not in train"
    for split in ("test-style", "test-concept"):
        assert {record["style"] for record, _ in splits[split]} == {"twemoji"}, split
        assert len(concepts[split]) == len(splits[split]), f"{split}: a concept has two renderings"
    assert "twemoji" not in {record["style"] for record, _ in splits["train"]}

    readme = (folder / "README.md").read_text(encoding="utf-8")
    for file in [*sorted(folder.glob("*.tar.gz")), folder / "tokenizer.json"]:
        assert hashlib.sha256(file.read_bytes()).hexdigest() in readme, f"README.md has another SHA-256 of {file.name}"
    total = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    assert total <= MOST_BYTES, f"{total} bytes"

    for split, examples in splits.items():
        groups = {record["group"] for record, _ in examples}
        subgroups = {record["subgroup"] for record, _ in examples}
        pictures = len({png for _, png in examples})
        print(f"{split}: {len(examples)} examples, {len(concepts[split])} concepts, {len(groups)} groups, "
              f"{len(subgroups)} subgroups, {pictures} different pictures")
        print("   ", dict(collections.Counter(record["style"] for record, _ in examples)))
        print("   ", dict(collections.Counter(record["group"] for record, _ in examples)))
    print(f"{total} bytes in all")


if __name__ == "__main__":
    main()
