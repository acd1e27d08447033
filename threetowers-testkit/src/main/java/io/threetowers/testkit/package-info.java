/**
 * Contract tests: what every component of a kind must do. Extend the contract of your kind, say how
 * yours is created, and run it with your own tests.
 */
@NullMarked
package io.threetowers.testkit;

import org.jspecify.annotations.NullMarked;
