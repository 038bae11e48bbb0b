package dev.sluice.dbt;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** A repository of a test, behind git's smart http protocol on the loopback. */
final class FakeGitServer implements AutoCloseable {

  private final HttpServer server;
  private final HttpContext context;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Git git;
  private final Path folder;

  FakeGitServer(Path folder) throws IOException, GitAPIException {
    this.folder = folder;
    git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    context = server.createContext("/team/project.git", this::answer);
    server.createContext("/moved/project.git", FakeGitServer::redirect);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/team/project.git";
  }

  /** An address that leads to the cloud's metadata service. */
  String redirectingUrl() {
    return url().replace("/team/", "/moved/");
  }

  void requirePassword(String user, String password) {
    context.setAuthenticator(
        new BasicAuthenticator("git") {
          @Override
          public boolean checkCredentials(String name, String given) {
            return name.equals(user) && given.equals(password);
          }
        });
  }

  Git git() {
    return git;
  }

  /** Commits a file and returns the commit. */
  String commit(String path, String content) throws IOException, GitAPIException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, content);
    return commit();
  }

  String commit() throws GitAPIException {
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage("x")
        .setAuthor("a", "a@example.com")
        .setCommitter("a", "a@example.com")
        .setSign(false)
        .call()
        .name();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange;
        UploadPack upload = new UploadPack(git.getRepository())) {
      upload.setBiDirectionalPipe(false);
      boolean advertises = exchange.getRequestURI().getPath().endsWith("/info/refs");
      exchange
          .getResponseHeaders()
          .set(
              "Content-Type",
              "application/x-git-upload-pack-" + (advertises ? "advertisement" : "result"));
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      if (advertises) {
        PacketLineOut lines = new PacketLineOut(out);
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        upload.sendAdvertisedRefs(new RefAdvertiser.PacketLineOutRefAdvertiser(lines));
        return;
      }
      boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream in = exchange.getRequestBody();
      upload.upload(zipped ? new GZIPInputStream(in) : in, out, null);
    }
  }

  private static void redirect(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange
          .getResponseHeaders()
          .set("Location", "http://169.254.169.254/project.git/info/refs?service=git-upload-pack");
      exchange.sendResponseHeaders(302, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    git.close();
  }
}
