package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import io.threetowers.core.config.Shorthand;
import java.util.Optional;

/** Which checkpoints stay. */
@Shorthand("last")
public record KeepSpec(
    @Doc("how many of the newest") @Default("2") @Range(min = 1) int last,
    @Doc("one each so often is saved and stays for ever, such as 10000 steps; default: none")
        Optional<Length> every,
    @Doc(
            "the one with the best value of this metric so far, such as text_to_image_R@1, or test/retrieval/text_to_image_R@1 where several measure it; default: none")
        Optional<String> best) {}
