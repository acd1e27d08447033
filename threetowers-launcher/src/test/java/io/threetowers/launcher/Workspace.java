package io.threetowers.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that looks like the root of the project to somebody who types our commands. Big and
 * unchanged things are links; runs are the folder's own, and each is cut to two steps; what comes
 * from the hub is as small as the files of {@link TinyHub}.
 */
final class Workspace {
  /** Where a reader's files go. */
  private static final Set<String> COPIES = Set.of("experiments", "examples");

  /** What a reader does not bring, or makes anew. */
  private static final Set<String> OWN = Set.of("threetowers", "runs", "target", ".git");

  private Workspace() {}

  static Path create(Path root) throws IOException {
    Files.createDirectory(root);
    try (Stream<Path> files = Files.list(Distribution.HOME)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (COPIES.contains(name)) {
          copy(file, root.resolve(name));
        } else if (!OWN.contains(name)) {
          Files.createSymbolicLink(root.resolve(name), file);
        }
      }
    }
    Path script =
        Files.writeString(
            root.resolve("threetowers"),
            """
            #!/usr/bin/env bash
            if [[ ${1:-} == train || ${1:-} == sweep ]] && [[ $* != *train.duration=* ]]; then
              set -- "$@" train.duration=2
            fi
            for argument in "$@"; do
              if [[ $argument == experiments/pretrained/* ]]; then
                mapfile -t tiny <"${0%%/*}/.${argument##*/}.overrides"
                set -- "$@" "${tiny[@]}"
              fi
            done
            exec '%s' "$@"
            """
                .formatted(Distribution.HOME.resolve("threetowers")));
    for (Map.Entry<String, List<String>> tiny : TinyHub.overrides().entrySet()) {
      Files.write(root.resolve("." + tiny.getKey() + ".overrides"), tiny.getValue());
    }
    if (!script.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + script + " executable");
    }
    return root;
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.filter(file -> !file.toString().contains("/target")).toList();
    }
    for (Path file : files) {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
    }
  }
}
