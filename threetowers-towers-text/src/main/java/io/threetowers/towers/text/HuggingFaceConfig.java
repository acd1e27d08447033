package io.threetowers.towers.text;

import io.threetowers.api.config.Doc;
import java.nio.file.Path;
import java.util.Optional;

@Doc("A tokenizer in the file format of Hugging Face's tokenizers.")
public record HuggingFaceConfig(
    @Doc("The tokenizer.json.") Path file,
    @Doc(
            "The token that starts a text, where a tower wants one; without it the usual names are tried: [CLS], <s>, <|startoftext|>, ….")
        Optional<String> startToken,
    @Doc(
            "The token that fills a row; without it the usual names are tried ([PAD], <pad>, …), then the end is taken.")
        Optional<String> padToken,
    @Doc(
            "The token that ends a text; without it the usual names are tried: [EOS], </s>, <|endoftext|>, [SEP], ….")
        Optional<String> endToken) {}
