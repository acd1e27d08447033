"""Makes the small SentencePiece models of threetowers-towers-text's tests, and the ids that the reference library gives.

pip install sentencepiece==0.2.0
python tools/goldens/sentencepiece_goldens.py threetowers-towers-text/src/test/resources/io/threetowers/towers/text
"""

import io
import json
import pathlib
import sys

import sentencepiece

CORPUS = ["a red fox", "two cats asleep on a sofa", "snow on the red roof", "the fox and the cats", "ice, snow & fog"] * 4
TEXTS = ["a red fox", "two CATS!", "snowcats on  the Éiffel", "", " ", "雪の上の狐 🦊👩‍🚒", "a\tb\nc\u0000d\u200be", "▁red▁", "fox " * 2500]
# As T5, SigLIP and big_vision's c4_en number their specials; as Llama and LiT's models do.
SPECIALS = {
    "sentencepiece-t5": {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1, "byte_fallback": False},
    "sentencepiece-llama": {"pad_id": -1, "unk_id": 0, "bos_id": 1, "eos_id": 2, "byte_fallback": True},
}


def main(folder):
    for name, specials in SPECIALS.items():
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(CORPUS), model_writer=model, vocab_size=300, hard_vocab_limit=False, **specials)
        (folder / f"{name}.model").write_bytes(model.getvalue())
        processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
        golden = {
            "vocabulary": processor.get_piece_size(),
            "start": processor.bos_id(),
            "end": processor.eos_id(),
            "pad": processor.pad_id(),
            "texts": [{"text": text, "ids": processor.encode(text)} for text in TEXTS],
        }
        (folder / f"{name}.json").write_text(json.dumps(golden), encoding="utf-8")
        print(name, golden["vocabulary"])


main(pathlib.Path(sys.argv[1]))
