package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.core.data.Augmentation;
import java.util.Optional;

/** How examples become batches. */
public record LoaderSpec(
    @Doc("examples per step, B") @Default("256") @Range(min = 1) int batch,
    @Doc("threads that decode, augment and tokenise") @Default("2") @Range(min = 1, max = 512)
        int workers,
    @Doc("batches that wait ready") @Default("2") @Range(min = 1, max = 64) int prefetch,
    @Doc(
            "a field whose values are distinct within a batch, such as the concept that an image shows")
        Optional<String> distinct,
    @Doc("what happens to images on the augmented view") @Default("{}") Augmentation augment) {}
