package dev.sluice.dbt;

import dev.sluice.protocol.AddressPolicy;
import dev.sluice.protocol.ModelStep.GitProject;
import dev.sluice.protocol.StepFailure;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.TransportConfigCallback;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnectionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.jspecify.annotations.Nullable;

/** How a git server is reached: with the credentials of the project, and nowhere else. */
final class GitAccess implements TransportConfigCallback, AutoCloseable {

  private static final String FIELD = "spec.project.git.credentials";

  private final AddressPolicy policy;
  private final GitProject project;
  private final @Nullable UsernamePasswordCredentialsProvider password;
  private final @Nullable SshdSessionFactory ssh;

  private GitAccess(
      AddressPolicy policy,
      GitProject project,
      @Nullable UsernamePasswordCredentialsProvider password,
      @Nullable SshdSessionFactory ssh) {
    this.policy = policy;
    this.project = project;
    this.password = password;
    this.ssh = ssh;
  }

  /**
   * The access that a project asks for.
   *
   * @param home empty folder in which nothing of this machine's user is found
   */
  static GitAccess of(GitProject project, AddressPolicy policy, Path home) throws IOException {
    boolean http = project.url().startsWith("http://") || project.url().startsWith("https://");
    if (project.credentialsFolder() == null) {
      return new GitAccess(policy, project, null, null);
    }
    Path folder = Path.of(project.credentialsFolder());
    if (!http) {
      return new GitAccess(policy, project, null, ssh(folder, Files.createDirectories(home)));
    }
    String token = Files.readString(required(folder, "password", "https")).strip();
    Path name = folder.resolve("username");
    String user = Files.exists(name) ? Files.readString(name).strip() : "git";
    return new GitAccess(
        policy, project, new UsernamePasswordCredentialsProvider(user, token), null);
  }

  private static SshdSessionFactory ssh(Path folder, Path home) {
    Path key = required(folder, "ssh-privatekey", "ssh");
    Path hosts = required(folder, "known_hosts", "ssh");
    return new SshdSessionFactoryBuilder()
        .setHomeDirectory(home.toFile())
        .setSshDirectory(home.toFile())
        .setPreferredAuthentications("publickey")
        .setDefaultIdentities(ignored -> List.of(key))
        .setDefaultKnownHostsFiles(ignored -> List.of(hosts))
        // Neither the configuration nor the agent of whoever runs this.
        .setConfigStoreFactory((ignored, configFile, user) -> null)
        .setConnectorFactory(null)
        .build(null);
  }

  private static Path required(Path folder, String key, String scheme) {
    Path file = folder.resolve(key);
    if (!Files.isRegularFile(file)) {
      throw new StepFailure.UserError(
          "GitCredentialsIncomplete",
          FIELD + ": its Secret has no key " + key + ", which an " + scheme + " address needs.");
    }
    return file;
  }

  @Override
  public void configure(Transport transport) {
    if (transport instanceof TransportHttp http) {
      http.setHttpConnectionFactory(new CheckedConnections(policy, project.url()));
      if (password != null) {
        transport.setCredentialsProvider(password);
      }
    } else if (transport instanceof SshTransport shell && ssh != null) {
      shell.setSshSessionFactory(ssh);
    }
  }

  @Override
  public void close() {
    if (password != null) {
      password.clear();
    }
    if (ssh != null) {
      ssh.close();
    }
  }

  /** Checks each address that is connected to: a server may redirect to another one. */
  private record CheckedConnections(AddressPolicy policy, String url)
      implements HttpConnectionFactory {

    private static final HttpConnectionFactory JDK = new JDKHttpConnectionFactory();

    @Override
    public HttpConnection create(URL target) throws IOException {
      check(target);
      return JDK.create(target);
    }

    @Override
    public HttpConnection create(URL target, Proxy proxy) throws IOException {
      check(target);
      return JDK.create(target, proxy);
    }

    private void check(URL target) {
      policy.check(URI.create(target.toString()), "The repository " + url);
    }
  }
}
