package io.threetowers.source.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.threetowers.api.InvalidInputException;
import io.threetowers.core.source.FetchProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a home of its own, whose settings name a repository in a folder. */
class MavenArtifactsTest {
  private static final String WEIGHTS = "com.acme:weights:jar:1.0";
  private static final String CONTENT = "weights";

  @TempDir private Path folder;
  private final List<String> notes = new CopyOnWriteArrayList<>();

  private final FetchProgress progress =
      new FetchProgress() {
        @Override
        public void note(String line) {
          notes.add(line);
        }

        @Override
        public void transferred(Transfer transfer) {}
      };

  @BeforeEach
  void write() throws IOException {
    deploy("weights", sha1(CONTENT));
    deploy("damaged", sha1("something else"));
    deploy("unsigned", "");
    settings(
        """
        <settings>
          <mirrors>
            <mirror><id>acme-mirror</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
          </mirrors>
        </settings>
        """);
  }

  private void settings(String xml) throws IOException {
    Files.createDirectories(folder.resolve("home/.m2"));
    Files.writeString(
        folder.resolve("home/.m2/settings.xml"), xml.formatted(folder.resolve("remote").toUri()));
  }

  private void deploy(String artifact, String checksum) throws IOException {
    Path jar = folder.resolve("remote/com/acme/%s/1.0/%s-1.0.jar".formatted(artifact, artifact));
    Files.createDirectories(jar.getParent());
    Files.writeString(jar, CONTENT);
    if (!checksum.isEmpty()) {
      Files.writeString(jar.resolveSibling(jar.getFileName() + ".sha1"), checksum);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private Path find(String coordinates, boolean offline) {
    return new MavenArtifacts(folder.resolve("home"), Map.of())
        .find(coordinates, offline, progress);
  }

  private void assertRefused(String coordinates, boolean offline, String... words) {
    assertThatThrownBy(() -> find(coordinates, offline))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContainingAny("\n", "secret");
  }

  @Test
  void bringsAnArtifactThroughTheMirrorIntoTheLocalRepositoryOnce() {
    Path jar = find(WEIGHTS, false);
    assertThat(jar)
        .isEqualTo(folder.resolve("home/.m2/repository/com/acme/weights/1.0/weights-1.0.jar"))
        .hasContent(CONTENT);
    assertThat(notes)
        .containsExactly(
            "fetching " + WEIGHTS + " from Maven repository 'acme-mirror'", "fetched " + WEIGHTS);
    assertThat(find(WEIGHTS, true)).isEqualTo(jar);
    assertThat(notes).hasSize(2);
  }

  @Test
  void takesTheRepositoriesOfActiveProfilesAndTheLocalRepositoryOfTheSettings() throws Exception {
    settings(
        """
        <settings>
          <localRepository>${user.home}/elsewhere</localRepository>
          <profiles>
            <profile>
              <id>acme</id>
              <repositories><repository><id>acme</id><url>%s</url></repository></repositories>
            </profile>
          </profiles>
          <activeProfiles><activeProfile>acme</activeProfile></activeProfiles>
        </settings>
        """);
    assertThat(find(WEIGHTS, false)).startsWith(folder.resolve("home/elsewhere"));
    assertThat(MavenSettings.read(folder.resolve("home"), Map.of()).repositories())
        .extracting(RemoteRepository::getId)
        .containsExactly("acme", "central");
  }

  @Test
  void takesCentralFromMavensOwnPom() {
    List<RemoteRepository> repositories =
        MavenSettings.read(folder.resolve("nobody"), Map.of()).repositories();
    assertThat(repositories).hasSize(1);
    assertThat(repositories.get(0).getId()).isEqualTo("central");
    assertThat(repositories.get(0).getProtocol()).isEqualTo("https");
  }

  @Test
  void readsTheSettingsOfTheInstallationToo() throws IOException {
    Path maven = Files.createDirectories(folder.resolve("maven/conf")).getParent();
    Files.move(folder.resolve("home/.m2/settings.xml"), maven.resolve("conf/settings.xml"));
    Path jar =
        new MavenArtifacts(folder.resolve("home"), Map.of("MAVEN_HOME", maven.toString()))
            .find(WEIGHTS, false, progress);
    assertThat(jar).hasContent(CONTENT);
  }

  @Test
  void refusesWhatHasAnotherChecksumOrNone() {
    assertRefused("com.acme:damaged:jar:1.0", false, "does not have the checksum");
    assertRefused("com.acme:unsigned:jar:1.0", false, "or that says none");
    assertThat(folder.resolve("home/.m2/repository/com/acme/damaged/1.0/damaged-1.0.jar"))
        .doesNotExist();
  }

  @Test
  void saysWhatThereIsNot() {
    assertRefused(
        "com.acme:weights:jar:2.0",
        false,
        "there is no artifact 'com.acme:weights:jar:2.0' in Maven's repositories (acme-mirror)");
    assertRefused(WEIGHTS, true, "is not in Maven's local repository", "while offline");
  }

  @Test
  void saysThatTheSettingsAreDamaged() throws IOException {
    settings("<settings><servers><server><password>secret");
    assertRefused(WEIGHTS, false, "Maven's settings '", "settings.xml' cannot be read");
  }
}
