/** Examples on their way from a data source to the rows that towers read. */
@NullMarked
package io.threetowers.api.data;

import org.jspecify.annotations.NullMarked;
