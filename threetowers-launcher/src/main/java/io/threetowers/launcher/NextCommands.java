package io.threetowers.launcher;

import io.threetowers.api.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to type once the project of a plugin is written: in the root of Three Towers, word for word
 * the commands of docs/writing-a-plugin.md.
 *
 * @param kind of the component
 * @param type of the component
 * @param folder of the project, as it was named
 * @param home where Three Towers lies
 */
record NextCommands(Kind kind, String type, Path folder, Path home) {

  /** Installing the api, building, looking, and a first try. */
  List<String> lines() {
    boolean atHome = home.toAbsolutePath().normalize().equals(Path.of("").toAbsolutePath());
    String inHome = atHome ? "" : "-f " + Shell.quoted(home) + " ";
    String threetowers = atHome ? "./threetowers" : Shell.quoted(home.resolve("threetowers"));
    String plugins = " --plugins " + Shell.quoted(folder.resolve("target/plugin"));
    List<String> lines = new ArrayList<>();
    lines.add("mvn -B " + inHome + "-Dmaven.test.skip=true install -pl threetowers-testkit -am");
    lines.add("mvn -B -f " + Shell.quoted(folder) + " verify");
    lines.add("%s describe %s %s%s".formatted(threetowers, kind.label(), type, plugins));
    if (kind == Kind.DATA_SOURCE) {
      String pictures = Shell.quoted(folder.resolve("pictures"));
      String shard =
          Shell.quoted((atHome ? Path.of("") : home).resolve("data/emoji/train-000.tar.gz"));
      lines.add("mkdir %s && tar -xzf %s -C %s".formatted(pictures, shard, pictures));
    }
    lines.add(
        "%s train %s%s train.duration=5 --run runs/first-try"
            .formatted(threetowers, Shell.quoted(folder.resolve(type + ".yaml")), plugins));
    return lines;
  }
}
