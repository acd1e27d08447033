package io.threetowers.source.maven;

import io.threetowers.api.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.model.building.DefaultModelProcessor;
import org.apache.maven.model.io.DefaultModelReader;
import org.apache.maven.model.superpom.DefaultSuperPomProvider;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.repository.Authentication;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.transfer.TransferListener;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.eclipse.aether.util.repository.JreProxySelector;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/**
 * What the user's Maven is told by its two settings.xml: that of its installation and that in
 * {@code ~/.m2}.
 */
final class MavenSettings {
  private final Settings settings;
  private final SettingsDecryptionResult secrets;
  private final Path localRepository;

  private MavenSettings(Settings settings, SettingsDecryptionResult secrets, Path home) {
    this.settings = settings;
    this.secrets = secrets;
    String property = System.getProperty("maven.repo.local", "");
    String configured = settings.getLocalRepository() == null ? "" : settings.getLocalRepository();
    this.localRepository =
        !property.isEmpty()
            ? Path.of(property)
            : configured.isEmpty() ? home.resolve(".m2/repository") : Path.of(configured);
  }

  static MavenSettings read(Path home, Map<String, String> environment) {
    Path own = home.resolve(".m2/settings.xml");
    Properties properties = new Properties();
    properties.putAll(System.getProperties());
    properties.setProperty("user.home", home.toString());
    environment.forEach((name, value) -> properties.setProperty("env." + name, value));
    DefaultSettingsBuildingRequest request =
        new DefaultSettingsBuildingRequest()
            .setUserSettingsFile(own.toFile())
            .setSystemProperties(properties);
    MavenHome.find(environment)
        .ifPresent(
            maven -> request.setGlobalSettingsFile(maven.resolve("conf/settings.xml").toFile()));
    try {
      Settings settings =
          new DefaultSettingsBuilderFactory().newInstance().build(request).getEffectiveSettings();
      return new MavenSettings(settings, decrypt(settings, home), home);
    } catch (SettingsBuildingException e) {
      // The problem's own message quotes the file, in which passwords stand.
      throw new InvalidInputException(
          "Maven's settings '%s' cannot be read; 'mvn help:effective-settings' says why"
              .formatted(e.getProblems().get(0).getSource()),
          e);
    }
  }

  private static SettingsDecryptionResult decrypt(Settings settings, Path home) {
    DefaultSecDispatcher dispatcher = new DefaultSecDispatcher(new DefaultPlexusCipher());
    dispatcher.setConfigurationFile(home.resolve(".m2/settings-security.xml").toString());
    return new DefaultSettingsDecrypter(dispatcher)
        .decrypt(new DefaultSettingsDecryptionRequest(settings));
  }

  /** Those of the active profiles, and that of Maven's super POM, which every project inherits. */
  List<RemoteRepository> repositories() {
    List<RemoteRepository> repositories = new ArrayList<>();
    for (Profile profile : settings.getProfiles()) {
      if (isActive(profile)) {
        profile
            .getRepositories()
            .forEach(each -> repositories.add(repository(each.getId(), each.getUrl())));
      }
    }
    new DefaultSuperPomProvider()
        .setModelProcessor(new DefaultModelProcessor().setModelReader(new DefaultModelReader()))
        .getSuperModel("4.0.0")
        .getRepositories()
        .forEach(
            each -> {
              // A profile may say where central is.
              if (repositories.stream().noneMatch(known -> known.getId().equals(each.getId()))) {
                repositories.add(repository(each.getId(), each.getUrl()));
              }
            });
    return repositories;
  }

  private boolean isActive(Profile profile) {
    return settings.getActiveProfiles().contains(profile.getId())
        || (profile.getActivation() != null && profile.getActivation().isActiveByDefault());
  }

  private static RemoteRepository repository(String id, String url) {
    RepositoryPolicy policy =
        new RepositoryPolicy(
            true, RepositoryPolicy.UPDATE_POLICY_NEVER, RepositoryPolicy.CHECKSUM_POLICY_FAIL);
    return new RemoteRepository.Builder(id, "default", url).setPolicy(policy).build();
  }

  /** A session such as Maven has, but for one thing: what has no right checksum is no file. */
  CloseableSession session(RepositorySystem system, boolean offline, TransferListener listener) {
    return new SessionBuilderSupplier(system)
        .get()
        .withLocalRepositoryBaseDirectories(localRepository)
        .setOffline(offline || settings.isOffline())
        .setChecksumPolicy(RepositoryPolicy.CHECKSUM_POLICY_FAIL)
        .setTransferListener(listener)
        .setMirrorSelector(mirrors())
        .setProxySelector(proxies())
        .setAuthenticationSelector(passwords())
        .setSystemProperties(System.getProperties())
        .build();
  }

  private DefaultMirrorSelector mirrors() {
    DefaultMirrorSelector mirrors = new DefaultMirrorSelector();
    for (Mirror mirror : settings.getMirrors()) {
      mirrors.add(
          mirror.getId(),
          mirror.getUrl(),
          mirror.getLayout(),
          false,
          mirror.isBlocked(),
          mirror.getMirrorOf(),
          mirror.getMirrorOfLayouts());
    }
    return mirrors;
  }

  /** Maven's own, or, where it has none, Java's. */
  private org.eclipse.aether.repository.ProxySelector proxies() {
    DefaultProxySelector proxies = new DefaultProxySelector();
    boolean any = false;
    for (Proxy proxy : secrets.getProxies()) {
      if (proxy.isActive()) {
        any = true;
        proxies.add(
            new org.eclipse.aether.repository.Proxy(
                proxy.getProtocol(),
                proxy.getHost(),
                proxy.getPort(),
                new AuthenticationBuilder()
                    .addUsername(proxy.getUsername())
                    .addPassword(proxy.getPassword())
                    .build()),
            proxy.getNonProxyHosts());
      }
    }
    return any ? proxies : new JreProxySelector();
  }

  private DefaultAuthenticationSelector passwords() {
    DefaultAuthenticationSelector passwords = new DefaultAuthenticationSelector();
    for (Server server : secrets.getServers()) {
      Authentication authentication =
          new AuthenticationBuilder()
              .addUsername(server.getUsername())
              .addPassword(server.getPassword())
              .addPrivateKey(server.getPrivateKey(), server.getPassphrase())
              .build();
      passwords.add(server.getId(), authentication);
    }
    return passwords;
  }
}
