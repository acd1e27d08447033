#!/usr/bin/env python3
"""Trains data/emoji/tokenizer.json on the captions of the train split, and on nothing else.

    pip install -r tools/emoji/requirements.txt
    python3 tools/emoji/train_tokenizer.py [--data DIR] [--out FILE]

WordPiece, because it takes the longest piece it knows first: an unseen "skateboarder" becomes skate ##board ##er.
"""

import argparse
import json
import pathlib
import tarfile

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

SPECIAL = ["[PAD]", "[EOS]", "[UNK]"]  # ids 0, 1, 2
VOCABULARY = 4000  # at most; see MIN_FREQUENCY
MIN_FREQUENCY = 2  # a piece seen once would only memorise its word
INSIDE = 0xE000  # added to the code point of a letter that does not begin its word; see train
# So that no ASCII text needs [UNK]: each character at the start of a word, each letter inside one.
ALPHABET = [chr(c) for c in range(33, 127) if not chr(c).isupper()] + [chr(c + INSIDE) for c in range(ord("a"), ord("z") + 1)]


def read_captions(folder, split):
    """Hexcode -> captions; each concept once, however many renderings it has."""
    captions = {}
    for shard in sorted(folder.glob(f"{split}-*.tar.gz")):
        with tarfile.open(shard) as tar:
            for member in tar:
                if member.name.endswith(".json"):
                    record = json.load(tar.extractfile(member))
                    captions[record["hexcode"]] = record["captions"]
    return [captions[hexcode] for hexcode in sorted(captions)]


def train(captions):
    """The package's own WordPieceTrainer numbers the ## letters in a random order, and so breaks ties differently in
    every run. Plain BPE training repeats exactly; so letters inside a word are marked by moving them to Unicode's private
    use area, and the pieces that come out are written back in WordPiece's way."""
    tokenizer = Tokenizer(models.WordPiece({}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=True)
    # Digits stand alone: "1990" is then four known pieces rather than one unknown word.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Digits(individual_digits=True)])
    tokenizer.decoder = decoders.WordPiece()
    # No post-processor: whoever uses the tokens appends [EOS] and [PAD].

    def words(text):
        return (word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text)))

    pieces = Tokenizer(models.BPE())
    pieces.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    pieces.train_from_iterator(
        (" ".join(map(mark, words(caption))) for pair in captions for caption in pair),
        trainers.BpeTrainer(
            vocab_size=VOCABULARY, min_frequency=MIN_FREQUENCY, special_tokens=SPECIAL,
            initial_alphabet=ALPHABET, show_progress=False))
    tokenizer.model = models.WordPiece(
        {unmark(piece): i for piece, i in pieces.get_vocab().items()}, unk_token="[UNK]")
    tokenizer.add_special_tokens(SPECIAL)
    assert [tokenizer.token_to_id(token) for token in SPECIAL] == [0, 1, 2]
    return tokenizer


def mark(word):
    return word[0] + "".join(chr(ord(letter) + INSIDE) for letter in word[1:])


def unmark(piece):
    if piece in SPECIAL:
        return piece
    letters = "".join(chr(ord(letter) - INSIDE) if ord(letter) >= INSIDE else letter for letter in piece)
    return "##" + letters if ord(piece[0]) >= INSIDE else letters


def report(tokenizer, split, captions):
    unknown = 0
    for name, index in (("label", 0), ("tags", 1)):
        encodings = [tokenizer.encode(pair[index]).ids for pair in captions]
        counts = sorted(map(len, encodings))
        unknown += sum(ids.count(2) for ids in encodings)
        print(f"| {split} | {name} | {sum(counts) / len(counts):.1f} | {counts[int(0.95 * len(counts))]} | {counts[-1]} |")
    print(f"{split}: {unknown} [UNK]")


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description="Trains the tokenizer of data/emoji.")
    parser.add_argument("--data", type=pathlib.Path, default=root / "data" / "emoji")
    parser.add_argument("--out", type=pathlib.Path, help="default: tokenizer.json beside the shards")
    arguments = parser.parse_args()

    captions = read_captions(arguments.data, "train")
    tokenizer = train(captions)
    tokenizer.save(str(arguments.out or arguments.data / "tokenizer.json"))
    print(f"{tokenizer.get_vocab_size()} pieces")
    report(tokenizer, "train", captions)
    report(tokenizer, "test-concept", read_captions(arguments.data, "test-concept"))


if __name__ == "__main__":
    main()
