package dev.sluice.dev.warehouse;

import dev.sluice.dev.process.AtEnd;
import dev.sluice.dev.process.BundledScript;
import dev.sluice.dev.process.ChildProcess;
import dev.sluice.dev.process.Folders;
import dev.sluice.dev.process.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An emulator of Athena, Glue and S3 on one free loopback port, which takes any keys. It runs
 * queries over what is in its own buckets, and keeps all in memory.
 */
public final class LocalAthena implements AutoCloseable {
  private static final BundledScript VENV =
      new BundledScript("python", List.of("venv", "requirements-athena.txt"));
  private static final BundledScript SERVER =
      new BundledScript("python", List.of("athena_server.py"));
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final int CONNECT_MILLIS = 1000;

  private final int port = FreePorts.next();
  private final Path folder;
  private final ChildProcess server;
  private final AtEnd end;

  private LocalAthena(Path folder) throws IOException {
    this.folder = folder;
    SERVER.copyTo(folder);
    Path python = Path.of(VENV.run(List.of("athena")), "bin", "python");
    this.server =
        ChildProcess.start(
            "athena",
            List.of(python.toString(), folder.resolve("athena_server.py").toString()),
            Map.of(
                "GATEWAY_PORT", Integer.toString(port),
                "BIND_HOST", "127.0.0.1",
                "SERVICES", "athena,glue,s3",
                "TMPDIR", folder.toString(),
                "TZ", "UTC"),
            folder,
            folder.resolve("athena.log"));
    this.end = AtEnd.run("stop-local-athena", this::stop);
  }

  /** Starts an emulator; the first time this installs its Python packages. */
  public static LocalAthena start() {
    try {
      LocalAthena athena = new LocalAthena(Files.createTempDirectory("sluice-athena-"));
      try {
        athena.server.awaitReady("The emulator of Athena", READY_WITHIN, athena::answers);
        return athena;
      } catch (RuntimeException e) {
        athena.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start an emulator of Athena", e);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Of Athena, Glue and S3, without TLS. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private void stop() {
    server.close();
    Folders.delete(folder);
  }

  @Override
  public void close() {
    end.close();
  }
}
