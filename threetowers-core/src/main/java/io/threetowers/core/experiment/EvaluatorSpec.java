package io.threetowers.core.experiment;

import io.threetowers.api.Evaluator;
import io.threetowers.api.Part;
import io.threetowers.api.config.Default;
import io.threetowers.api.config.Doc;
import io.threetowers.core.config.Inline;
import java.util.List;

/** An evaluator and the data that it looks at. */
public record EvaluatorSpec(
    @Doc("the component") @Inline Part<Evaluator> evaluator,
    @Doc("names of entries of data; default: all but train") @Default("[]") List<String> data) {}
