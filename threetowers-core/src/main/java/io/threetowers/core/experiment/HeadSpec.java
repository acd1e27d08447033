package io.threetowers.core.experiment;

import io.threetowers.api.Head;
import io.threetowers.api.Part;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.core.config.Inline;

/** A head and where it stands in the graph. */
public record HeadSpec(
    @Doc("the component") @Inline Part<Head> head,
    @Doc("the tower or head whose output it reads, before normalisation") String from,
    @Doc("whether its weights stay as they are") @Default("false") boolean frozen) {}
