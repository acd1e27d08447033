/** What a plugin's tests extend: the promises of the service provider interface, each a test. */
@NullMarked
package io.threetowers.testkit;

import org.jspecify.annotations.NullMarked;
