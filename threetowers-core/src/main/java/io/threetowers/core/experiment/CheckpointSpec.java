package io.threetowers.core.experiment;

import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.api.config.Range;
import java.util.Optional;

/** When to save, and what to keep. The end of a run, Ctrl-C and SIGTERM save too. */
public record CheckpointSpec(
    @Doc("save after so many steps, such as 1000 steps or 1 epochs") Optional<Length> every,
    @Doc("save when so many minutes have passed since the last time") @Default("10") @Range(min = 0)
        double minutes,
    @Doc("which stay; 3 is short for {last: 3}") @Default("{}") KeepSpec keep) {}
