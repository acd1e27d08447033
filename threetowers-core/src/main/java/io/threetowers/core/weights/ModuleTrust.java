package io.threetowers.core.weights;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the code of a module may ask for. TorchScript knows no imports, no files and no processes;
 * what it reaches of the world outside, it reaches through operators of the engine. Of the 4406 of
 * libtorch 2.7.1 ({@code torch._C._jit_get_all_schemas()}) those that touch files are {@code
 * aten::save} and {@code aten::from_file}; those of other namespaces reach the network ({@code
 * c10d}), or are of no use to a tower.
 *
 * <p>This is a fence against mischief, not a sandbox: the engine does not promise that its
 * operators withstand code that was written to break them.
 */
final class ModuleTrust {
  private static final Set<String> NAMESPACES = Set.of("aten", "prim");

  /** Wherever the words stand: as a method, as a function, or as a text for getattr. */
  private static final Pattern FILES = Pattern.compile("\\b(save|from_file)\\b");

  private static final Pattern NAMESPACE = Pattern.compile("\\bops\\b(?:\\s*\\.\\s*(\\w+))?");
  private static final Pattern OPERATOR = Pattern.compile("\\s*\\.\\s*(\\w+)");
  private static final Pattern DISGUISE = Pattern.compile("\\bgetattr\\b[^\\n]*\\\\");
  private static final Pattern CLASSES =
      Pattern.compile("\\b__torch__\\s*\\.\\s*torch\\s*\\.\\s*classes\\b");
  private static final Pattern STATE = Pattern.compile("\\b__[gs]etstate__\\b");

  private ModuleTrust() {}

  /**
   * Refuses code that asks for more.
   *
   * @param path of the code in the archive
   * @throws IllegalArgumentException that tells for what; it goes on from the file's name
   */
  static void check(String path, String code) {
    refuse(FILES, code, path, "%s, which reads or writes files");
    refuse(DISGUISE, code, path, "an attribute by a disguised name");
    refuse(CLASSES, code, path, "classes of its engine's extensions (%s)");
    refuse(STATE, code, path, "%s, as quantized modules do: export the one in float32");
    Matcher namespaces = NAMESPACE.matcher(code);
    while (namespaces.find()) {
      if (!NAMESPACES.contains(String.valueOf(namespaces.group(1)))) {
        Matcher operator = OPERATOR.matcher(code).region(namespaces.end(), code.length());
        throw refusal(
            "the operator '%s%s', and only those of PyTorch itself are here"
                .formatted(
                    namespaces.group(1) == null ? "ops" : namespaces.group(1),
                    operator.lookingAt() ? "::" + operator.group(1) : ""),
            path);
      }
    }
  }

  private static void refuse(Pattern pattern, String code, String path, String what) {
    Matcher matcher = pattern.matcher(code);
    if (matcher.find()) {
      throw refusal(what.formatted(Quoted.name(matcher.group())), path);
    }
  }

  private static IllegalArgumentException refusal(String what, String path) {
    return new IllegalArgumentException(
        "its code asks for %s (in %s); nothing was run".formatted(what, Quoted.name(path)));
  }
}
