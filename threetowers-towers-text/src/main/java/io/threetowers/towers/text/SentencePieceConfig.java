package io.threetowers.towers.text;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

@Doc("A tokenizer in the file format of SentencePiece, as SigLIP, LiT and T5 have it.")
public record SentencePieceConfig(
    @Doc("The model, such as spiece.model or vocab.model.") Path file,
    @Doc(
            "What is done to a text first: none; lower case of ASCII (big_vision, LiT); canonicalize: lower case, no punctuation, single spaces (SigLIP).")
        @Default("none")
        Clean clean,
    @Doc("The piece that ends a text; without it the model's own end, usually </s>.")
        Optional<String> endToken,
    @Doc("The piece that fills a row; without it the model's own padding, else the end.")
        Optional<String> padToken) {}
