package io.threetowers.api.export;

import java.util.Optional;

/**
 * What {@code export} asks a tower for.
 *
 * @param format for which program
 * @param projection D, of the embedding, where a linear map makes it: that of the tower, those of
 *     the heads after it, or all of them as one; empty if there is none
 * @param bias whether that map adds a bias
 */
public record ExportRequest(ExportFormat format, Optional<Integer> projection, boolean bias) {}
