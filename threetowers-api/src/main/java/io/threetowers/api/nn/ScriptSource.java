package io.threetowers.api.nn;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TorchScript source kept as a resource beside the class that uses it, with placeholders for
 * constants: {@code ${width}}.
 *
 * <p>A constant is baked into the text because the engine then plans with it, and because scripts
 * take arrays alone.
 *
 * @param template the text; placeholders are words in kebab-case
 */
public record ScriptSource(String template) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

  /**
   * Reads a resource.
   *
   * @param beside a class of the package that holds the resource, in the same jar
   * @param name such as {@code vit.script}
   * @return the text, its placeholders open
   * @throws IllegalArgumentException if there is no such resource
   */
  public static ScriptSource resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "there is no resource '" + name + "' beside " + beside.getName());
      }
      return new ScriptSource(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fills a placeholder.
   *
   * @param placeholder its word, without dollar and braces
   * @param value a number, a boolean, a list of numbers or TorchScript text
   * @return a source in which it is filled everywhere
   * @throws IllegalArgumentException if there is no such placeholder
   */
  public ScriptSource with(String placeholder, Object value) {
    String marker = "${" + placeholder + "}";
    if (!template.contains(marker)) {
      throw new IllegalArgumentException("the script has no placeholder " + marker);
    }
    return new ScriptSource(template.replace(marker, literal(value)));
  }

  /**
   * Joins two sources: methods of one may call those of the other.
   *
   * @param other its methods bear other names
   * @return this source followed by {@code other}
   */
  public ScriptSource plus(ScriptSource other) {
    return new ScriptSource(template.stripTrailing() + "\n\n" + other.template);
  }

  /**
   * The finished text.
   *
   * @return what {@link io.threetowers.api.BuildContext#script} takes
   * @throws IllegalStateException if a placeholder is left
   */
  public String text() {
    Matcher left = PLACEHOLDER.matcher(template);
    if (left.find()) {
      throw new IllegalStateException(
          "nothing fills the placeholder " + left.group() + " of the script");
    }
    return template;
  }

  private static String literal(Object value) {
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    return value.toString();
  }
}
