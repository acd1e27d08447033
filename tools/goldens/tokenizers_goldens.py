"""Makes the small tokenizer files of threetowers-towers-text's tests, and the ids that the reference library gives.

pip install tokenizers==0.23.3
python tools/goldens/tokenizers_goldens.py threetowers-towers-text/src/test/resources/io/threetowers/towers/text
"""

import pathlib
import sys

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CORPUS = ["a red fox", "two cats asleep on a sofa", "snow on the red roof", "the fox and the cats", "ice, snow & fog"] * 4
TEXTS = ["a red fox", "Two CATS!", "snowcats on the Éiffel", "", "fox the end"]


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


def main(folder):
    for name, make in {"word-piece": word_piece, "byte-level": byte_level, "unigram": unigram}.items():
        tokenizer = make()
        tokenizer.save(str(folder / f"{name}.json"), pretty=False)
        tokenizer.no_padding()
        tokenizer.no_truncation()
        with open(folder / f"{name}.tsv", "w", encoding="utf-8") as golden:
            for text in TEXTS:
                ids = tokenizer.encode(text, add_special_tokens=False).ids
                golden.write(text + "\t" + " ".join(map(str, ids)) + "\n")
        print(name, tokenizer.get_vocab_size())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
