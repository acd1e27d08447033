package io.threetowers.core.source;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies of {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code NO_PROXY},
 * in capitals or not, as curl and Python know them; or, where Java has been told of one, Java's.
 */
final class Proxies extends ProxySelector {
  private static final String TUNNELS = "jdk.http.auth.tunneling.disabledSchemes";

  private final Map<String, String> environment;
  private final Optional<ProxySelector> java;

  private Proxies(Map<String, String> environment, Optional<ProxySelector> java) {
    this.environment = environment;
    this.java = java;
  }

  /** Those of this process. */
  static Proxies of(Map<String, String> environment) {
    boolean told =
        System.getProperty("https.proxyHost") != null
            || System.getProperty("http.proxyHost") != null
            || System.getProperty("socksProxyHost") != null
            || Boolean.getBoolean("java.net.useSystemProxies");
    return new Proxies(
        environment, told ? Optional.ofNullable(ProxySelector.getDefault()) : Optional.empty());
  }

  @Override
  public List<Proxy> select(URI address) {
    if (java.isPresent()) {
      return java.get().select(address);
    }
    Optional<URI> proxy =
        bypassed(address.getHost()) ? Optional.empty() : proxy(address.getScheme());
    return List.of(
        proxy
            .map(at -> new InetSocketAddress(at.getHost(), at.getPort() < 0 ? 80 : at.getPort()))
            .map(at -> new Proxy(Proxy.Type.HTTP, at))
            .orElse(Proxy.NO_PROXY));
  }

  @Override
  public void connectFailed(URI address, SocketAddress proxy, IOException e) {
    // The request fails, and says why.
  }

  /** Says who we are to the proxies whose address does; the JDK must be told that it may. */
  Optional<Authenticator> authenticator() {
    List<URI> known =
        List.of("https", "http").stream()
            .flatMap(scheme -> proxy(scheme).stream())
            .filter(proxy -> proxy.getUserInfo() != null)
            .toList();
    if (java.isPresent() || known.isEmpty()) {
      return Optional.empty();
    }
    if (System.getProperty(TUNNELS) == null) {
      // Read when the JDK's client is first used; by default it gives no password to a proxy for
      // https.
      System.setProperty(TUNNELS, "");
    }
    return Optional.of(new ProxyPasswords(known));
  }

  private Optional<URI> proxy(String scheme) {
    for (String name : List.of(scheme + "_proxy", "all_proxy")) {
      String value = variable(name);
      if (!value.isEmpty()) {
        return parse(value.contains("://") ? value : "http://" + value);
      }
    }
    return Optional.empty();
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(URI.create(text)).filter(proxy -> proxy.getHost() != null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean bypassed(String host) {
    String own = host.toLowerCase(Locale.ROOT);
    for (String entry : variable("no_proxy").toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      String name = entry.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
      if (entry.equals("*")
          || (!name.isEmpty() && (own.equals(name) || own.endsWith("." + name)))) {
        return true;
      }
    }
    return false;
  }

  private String variable(String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
  }

  /** The user and the password that stand in a proxy's address, for that proxy alone. */
  private static final class ProxyPasswords extends Authenticator {
    private final List<URI> known;

    ProxyPasswords(List<URI> known) {
      this.known = known;
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      if (getRequestorType() == RequestorType.PROXY) {
        for (URI proxy : known) {
          if (proxy.getHost().equalsIgnoreCase(getRequestingHost())) {
            String[] words = proxy.getUserInfo().split(":", 2);
            return new PasswordAuthentication(
                words[0], (words.length == 2 ? words[1] : "").toCharArray());
          }
        }
      }
      return null;
    }
  }
}
