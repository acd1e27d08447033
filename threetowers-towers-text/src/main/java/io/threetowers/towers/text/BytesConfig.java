package io.threetowers.towers.text;

import io.threetowers.api.config.Doc;

@Doc("The bytes of the text in UTF-8, each a token; needs no file.")
public record BytesConfig() {}
