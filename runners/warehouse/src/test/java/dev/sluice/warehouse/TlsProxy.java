package dev.sluice.warehouse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Encrypts for a PostgreSQL server that cannot: answers the client's request for TLS as a server
 * does (PostgreSQL, chapter 54.2.10), and passes on what is in it.
 */
final class TlsProxy implements AutoCloseable {

  private static final int REQUEST_BYTES = 8;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final SSLContext tls = SSLContext.getInstance("TLS");
  private final int serverPort;

  TlsProxy(KeyStore keys, char[] password, int serverPort) throws Exception {
    this.serverPort = serverPort;
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    tls.init(factory.getKeyManagers(), null, null);
    threads.submit(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private Void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      threads.submit(() -> serve(client));
    }
  }

  private Void serve(Socket client) throws IOException {
    try (client) {
      client.getInputStream().readNBytes(REQUEST_BYTES);
      client.getOutputStream().write('S');
      try (SSLSocket encrypted =
              (SSLSocket) tls.getSocketFactory().createSocket(client, null, port(), true);
          Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
        encrypted.setUseClientMode(false);
        encrypted.startHandshake();
        threads.submit(() -> pass(server.getInputStream(), encrypted.getOutputStream()));
        pass(encrypted.getInputStream(), server.getOutputStream());
      }
    }
    return null;
  }

  private static Void pass(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[1 << 13];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, 0, n);
      to.flush();
    }
    return null;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
