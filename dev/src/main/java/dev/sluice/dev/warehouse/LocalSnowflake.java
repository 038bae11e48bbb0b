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
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * An emulator of Snowflake on a free loopback port, with one user, role and warehouse. It speaks
 * the protocol of Snowflake's drivers and keeps its databases in memory.
 */
public final class LocalSnowflake implements AutoCloseable {
  private static final BundledScript VENV =
      new BundledScript(
          "python", List.of("venv", "requirements-snowflake.txt", "overrides-snowflake.txt"));
  private static final BundledScript SERVER =
      new BundledScript("python", List.of("snowflake_server.py", "snowflake_copy.py"));
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final int CONNECT_MILLIS = 1000;

  private final int port = FreePorts.next();
  private final String password = secret();
  private final String token = secret();
  private final Path folder;
  private final ChildProcess server;
  private final AtEnd end;

  private LocalSnowflake(Path folder) throws IOException {
    this.folder = folder;
    writeKeys();
    Files.writeString(folder.resolve("settings.json"), settings());
    SERVER.copyTo(folder);
    Path python = Path.of(VENV.run(List.of("snowflake")), "bin", "python");
    this.server =
        ChildProcess.start(
            "snowflake",
            List.of(
                python.toString(),
                folder.resolve("snowflake_server.py").toString(),
                Integer.toString(port),
                folder.resolve("settings.json").toString()),
            Map.of("TMPDIR", folder.toString()),
            folder,
            folder.resolve("snowflake.log"));
    this.end = AtEnd.run("stop-local-snowflake", this::stop);
  }

  /** Starts an emulator; the first time this installs its Python packages. */
  public static LocalSnowflake start() {
    try {
      LocalSnowflake snowflake = new LocalSnowflake(Files.createTempDirectory("sluice-snowflake-"));
      try {
        snowflake.server.awaitReady("The emulator of Snowflake", READY_WITHIN, snowflake::answers);
        return snowflake;
      } catch (RuntimeException e) {
        snowflake.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start an emulator of Snowflake", e);
    }
  }

  private static String secret() {
    byte[] bytes = new byte[20];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void writeKeys() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      KeyPair keys = generator.generateKeyPair();
      Files.writeString(privateKeyFile(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
      Files.writeString(publicKeyFile(), pem("PUBLIC KEY", keys.getPublic().getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String title, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(title, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
  }

  private String settings() {
    return """
    {"user": "%s", "password": "%s", "role": "%s", "warehouse": "%s", "token": "%s", "publicKey": "%s"}
    """
        .formatted(user(), password, role(), warehouse(), token, publicKeyFile());
  }

  private Path publicKeyFile() {
    return folder.resolve("public.pem");
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where drivers connect to, without TLS. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public String account() {
    return "fakesnow";
  }

  public String user() {
    return "LOADER";
  }

  public String role() {
    return "LOADER";
  }

  public String warehouse() {
    return "LOADING";
  }

  public String password() {
    return password;
  }

  /** What the emulator takes for an OAuth token, and for one of a workload. */
  public String token() {
    return token;
  }

  /** The user's private key, PKCS#8 in PEM; the emulator checks what is signed with it. */
  public Path privateKeyFile() {
    return folder.resolve("private.pem");
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
