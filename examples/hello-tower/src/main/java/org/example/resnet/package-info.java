/** A pretrained image tower as a plugin. */
@NullMarked
package org.example.resnet;

import org.jspecify.annotations.NullMarked;
