"""Makes the small SentencePiece models of threetowers-towers-text's tests, and the ids that the references give.

pip install sentencepiece==0.2.0 open_clip_torch==3.3.0 transformers==4.57.6 protobuf==7.36.2 tokenizers==0.22.2
python tools/goldens/sentencepiece_goldens.py threetowers-towers-text/src/test/resources/io/threetowers/towers/text
"""

import io
import json
import pathlib
import sys

import sentencepiece
from open_clip.tokenizer import canonicalize_text  # big_vision's own
from transformers import SiglipTokenizer

from tokenizers_goldens import CORPUS, ODD, TEXTS, runs

MORE = ["two CATS!", "snowcats on  the Éiffel", "a\tb\nc\u0000d\u200be", "▁red▁", "it's_a \"red-fox\", (isn't it?)", "ΌΔΟΣ ÀÉÎ", "a\u001cb\u00a0c\u0085d"]
# As T5, SigLIP and big_vision's c4_en number their specials; as Llama and LiT's models do.
SPECIALS = {
    "sentencepiece-t5": {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1, "byte_fallback": False},
    "sentencepiece-llama": {"pad_id": -1, "unk_id": 0, "bos_id": 1, "eos_id": 2, "byte_fallback": True},
}
CLEAN = {
    "none": lambda text: text,
    "lower": lambda text: text.encode().lower().decode(),  # tf.strings.lower knows ASCII alone (big_vision, pp/ops_text.py)
    "canonicalize": canonicalize_text,
}


def siglip(path, processor):
    """Whole rows of Hugging Face's tokenizer, which finds specials in texts and takes underscores out: not of such texts."""
    tokenizer = SiglipTokenizer(str(path), pad_token="</s>", model_max_length=16)
    texts = [text for text in TEXTS + MORE + ODD if "_" not in text and "</s>" not in text and "▁" not in text]
    rows = tokenizer(texts, padding="max_length", truncation=True, max_length=16).input_ids
    return [{"text": text, "row": row} for text, row in zip(texts, rows)]


def main(folder):
    for name, specials in SPECIALS.items():
        path = folder / f"{name}.model"
        if not path.exists():
            model = io.BytesIO()
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=iter(CORPUS), model_writer=model, vocab_size=300, hard_vocab_limit=False, **specials)
            path.write_bytes(model.getvalue())
        processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
        golden = {
            "vocabulary": processor.get_piece_size(),
            "start": processor.bos_id(),
            "end": processor.eos_id(),
            "pad": processor.pad_id(),
            "texts": [{"text": text} | {kind: runs(processor.encode(clean(text))) for kind, clean in CLEAN.items()}
                      for text in TEXTS + MORE + ODD],
        }
        if specials["unk_id"] == 2:
            golden["siglip"] = siglip(path, processor)
        (folder / f"{name}.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")
        print(name, golden["vocabulary"], len(golden["texts"]))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
