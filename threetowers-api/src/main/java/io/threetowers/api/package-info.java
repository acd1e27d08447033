/**
 * The service provider interface of Three Towers.
 *
 * <p>A plugin is a jar with implementations of the eight {@linkplain io.threetowers.api.Component
 * component} factories and one file {@code META-INF/services/io.threetowers.api.Component} that
 * names them. Shapes in these pages: B examples of a batch, D the width of an embedding.
 */
@NullMarked
package io.threetowers.api;

import org.jspecify.annotations.NullMarked;
