package io.threetowers.core.failure;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the machine lacks: memory, or a driver that fits. It is nobody's code, so the sentence says
 * what to lower or to install.
 *
 * <p>Recognised by the words of PyTorch 2.x (c10/cuda/CUDACachingAllocator.cpp,
 * c10/core/impl/alloc_cpu.cpp, c10/cuda/CUDAFunctions.cpp), of the JVM and of DJL.
 */
final class Shortage {
  private static final String OR_CPU = "; see docs/gpu.md, or use device=cpu";

  /** The first that finds its words speaks; it is given what it found and the block at work. */
  private record Rule(Pattern words, BiFunction<MatchResult, String, String> sentence) {}

  private static final List<Rule> RULES =
      List.of(
          rule(
              "CUDA out of memory\\. Tried to allocate ([\\d.]+ \\w+)\\. GPU (\\d+) has a total capaci?ty of ([\\d.]+ \\w+) of which ([\\d.]+ \\w+) is free",
              (found, path) ->
                  "gpu:%s is out of memory: %s more were needed and %s of %s were free; %s"
                      .formatted(
                          found.group(2),
                          found.group(1),
                          found.group(4),
                          found.group(3),
                          lower(path))),
          rule(
              "CUDA out of memory\\. Tried to allocate ([\\d.]+ \\w+)",
              (found, path) ->
                  "the GPU is out of memory: %s more were needed; %s"
                      .formatted(found.group(1), lower(path))),
          rule(
              "CUDA out of memory|CUDA error: out of memory|CU(BLAS|DNN)_STATUS_ALLOC_FAILED",
              (found, path) -> "the GPU is out of memory; " + lower(path)),
          rule(
              "DefaultCPUAllocator: (can't allocate|not enough) memory: you tried to allocate (\\d+) bytes",
              (found, path) ->
                  "this machine is out of memory: %s more were needed; %s"
                      .formatted(gibibytes(found.group(2)), lower(path))),
          rule(
              "OutOfMemoryError: (unable to create native thread)",
              (found, path) ->
                  "no more threads can be started; lower loader.workers, or raise the system's limit (ulimit -u)"),
          rule(
              "OutOfMemoryError: (.*direct buffer memory.*)",
              (found, path) -> java(found.group(1), "-XX:MaxDirectMemorySize=8g")),
          rule("OutOfMemoryError: (.+)", (found, path) -> java(found.group(1), "-Xmx8g")),
          rule(
              "no kernel image is available for execution on the device",
              (found, path) ->
                  "the engine has no code for a GPU of this generation ("
                      + found.group()
                      + ")"
                      + OR_CPU),
          rule(
              "driver on your system is too old \\(found version \\d+\\)|CUDA driver version is insufficient for CUDA runtime version",
              (found, path) ->
                  "the NVIDIA driver is too old for the engine (" + found.group() + ")" + OR_CPU),
          rule(
              "forward compatibility was attempted on non supported HW|unsupported display driver / cuda driver combination|Driver/library version mismatch",
              (found, path) ->
                  "the NVIDIA driver and its libraries are of different versions ("
                      + found.group()
                      + "); restart the machine if one was updated"
                      + OR_CPU),
          rule(
              "Failed to load PyTorch native library(?s:.*?)UnsatisfiedLinkError: (.+)",
              (found, path) ->
                  "the engine's native libraries cannot be loaded ("
                      + found.group(1)
                      + ")"
                      + OR_CPU),
          rule(
              "CUDA error: (.+)",
              (found, path) -> "the GPU failed (" + found.group(1) + ")" + OR_CPU));

  private Shortage() {}

  private static Rule rule(String words, BiFunction<MatchResult, String, String> sentence) {
    return new Rule(Pattern.compile(words), sentence);
  }

  /**
   * A sentence, if it is a shortage at all.
   *
   * @param text all that the failure says
   * @param path of the block at work, such as {@code towers.image}; empty if unknown
   */
  static Optional<String> told(String text, String path) {
    for (Rule rule : RULES) {
      Matcher matcher = rule.words().matcher(text);
      if (matcher.find()) {
        return Optional.of(rule.sentence().apply(matcher, path));
      }
    }
    return Optional.empty();
  }

  /** A micro-batch gives the same gradient in less memory, but only towers have one. */
  private static String lower(String path) {
    if (path.startsWith("towers.")) {
      return "lower " + path + ".micro-batch or loader.batch";
    } else if (path.equals("optimizer")) {
      return "train fewer parameters (frozen, frozen-parameters), or lower loader.batch";
    }
    return path.isEmpty()
        ? "lower loader.batch, or the micro-batch of the towers"
        : "lower loader.batch";
  }

  private static String java(String reason, String option) {
    return "Java is out of memory (%s); lower loader.batch, loader.prefetch or loader.workers, or allow more with JDK_JAVA_OPTIONS=%s"
        .formatted(reason, option);
  }

  private static String gibibytes(String bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", Double.parseDouble(bytes) / (1L << 30));
  }
}
