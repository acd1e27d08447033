"""Makes the small tokenizer files of threetowers-towers-text's tests, and the ids that the reference library gives.

pip install tokenizers==0.23.3
python tools/goldens/tokenizers_goldens.py threetowers-towers-text/src/test/resources/io/threetowers/towers/text
"""

import json
import pathlib
import sys

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = ["a red fox", "two cats asleep on a sofa", "snow on the red roof", "the fox and the cats", "ice, snow & fog"] * 4
TEXTS = ["a red fox", "Two CATS!", "snowcats on the Éiffel", "", "fox the end"]

ODD = ["", " ", "\t\r\n", "A Red FOX's 42 cats & 7!!", "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1eb\U0001f1f7 \U0001f44d\U0001f3fd",
       "\u4e00\u53ea\u7ea2\u8272\u7684\u72d0\u72f8 fox", "na\u00efve Zo\u00eb, nai\u0308ve Zoe\u0308", "\u05e9\u05d5\u05e2\u05dc \u062b\u0639\u0644\u0628",
       "\u0000\u0001\u001f\u007f\u0085\u200b\u202e\ufeff\ufffd fox", "\u01c5\u0130\u00df\ufb01 \u2460\u00bd\u0663", "<|endoftext|> [SEP] </s>",
       "fox " * 50, "x" * 10_000, "\U0001f98a" * 50]


def clip():
    """As transformers' CLIPConverter makes it of OpenAI's merges: what stands in tokenizer.json beside CLIP's weights."""
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix="</w>", unk_token="<|endoftext|>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    words = Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(words, behavior="removed", invert=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), end_of_word_suffix="</w>",
        special_tokens=["<|startoftext|>", "<|endoftext|>"], show_progress=False))
    tokenizer.post_processor = processors.RobertaProcessing(
        sep=("<|endoftext|>", 1), cls=("<|startoftext|>", 0), add_prefix_space=False, trim_offsets=False)
    return tokenizer


def word_piece():
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer.train_from_iterator(CORPUS, trainers.WordPieceTrainer(vocab_size=80, special_tokens=special, show_progress=False))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=10)
    return tokenizer


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(vocab_size=60, special_tokens=special, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def runs(ids):
    """[id, how often], so that ten thousand letters take little room."""
    found = []
    for i in ids:
        if found and found[-1][0] == i:
            found[-1][1] += 1
        else:
            found.append([i, 1])
    return found


def main(folder):
    for name, make in {"clip": clip, "word-piece": word_piece, "byte-level": byte_level, "unigram": unigram}.items():
        path = folder / f"{name}.json"
        if not path.exists():  # training breaks ties otherwise each time
            make().save(str(path), pretty=False)
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        with open(folder / f"{name}.tsv", "w", encoding="utf-8") as golden:
            for text in TEXTS:
                ids = tokenizer.encode(text, add_special_tokens=False).ids
                golden.write(text + "\t" + " ".join(map(str, ids)) + "\n")
        with open(folder / f"{name}.odd.json", "w", encoding="utf-8") as golden:
            json.dump([[text, runs(tokenizer.encode(text, add_special_tokens=False).ids)] for text in ODD], golden)
            golden.write("\n")
        print(name, tokenizer.get_vocab_size())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
