#!/usr/bin/env python3
"""Prints the golden numbers of SeedsTest: FNV-1a over UTF-16 units, stirred in by the finaliser of SplitMix64."""

MASK = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def fnv1a(text):
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-16-le"):
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def seed(run, *parts):
    state = mix((run + 0x9E3779B97F4A7C15) & MASK)
    for part in parts:
        state = mix(((state ^ fnv1a(str(part))) + 0x9E3779B97F4A7C15) & MASK)
    return state - (1 << 64) if state >> 63 else state


print(seed(0))
print(seed(42, "towers.image.blocks.0.attn.qkv.weight"))
print(seed(-1, 7, "emoji/1f600", "augmentation"))
print(seed(1, "ünï", 3))
