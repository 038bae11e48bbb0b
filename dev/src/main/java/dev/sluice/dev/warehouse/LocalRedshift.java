package dev.sluice.dev.warehouse;

import dev.sluice.dev.postgresql.LocalPostgres;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * What Redshift's drivers take for Redshift: PostgreSQL's protocol on a loopback port, with a
 * PostgreSQL behind it that gets each statement in its own words.
 */
public final class LocalRedshift implements Closeable {

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int VERSION_3 = 196608;
  private static final Set<String> KNOWN_TO_POSTGRESQL =
      Set.of("user", "database", "client_encoding", "DateStyle", "TimeZone", "application_name");

  private final LocalPostgres postgresql;
  private final Function<String, String> dialect;
  private final ServerSocket socket;
  private final List<Map<String, String>> startups = new CopyOnWriteArrayList<>();

  /**
   * @param dialect from a statement of Redshift to one of PostgreSQL
   */
  public LocalRedshift(LocalPostgres postgresql, Function<String, String> dialect)
      throws IOException {
    this.postgresql = postgresql;
    this.dialect = dialect;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("accept", this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** What clients said when they connected, the newest last. */
  public List<Map<String, String>> startups() {
    return startups;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (EOFException | SocketException e) {
                // One side hung up, which ends the connection.
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "redshift-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = socket.accept();
      start("client", () -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client;
        Socket server = new Socket(postgresql.host(), postgresql.port())) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(client.getInputStream(), 1 << 16));
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(server.getOutputStream(), 1 << 16));
      if (!startUp(in, out, client.getOutputStream())) {
        return;
      }
      start("server", () -> answer(server, client));
      while (true) {
        int type = in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        byte[] sent =
            switch (type) {
              case 'Q' -> inWords(body, 0);
              case 'P' -> inWords(body, end(body, 0) + 1);
              default -> body;
            };
        out.writeByte(type);
        out.writeInt(sent.length + 4);
        out.write(sent);
        if (in.available() == 0) {
          out.flush();
        }
      }
    }
  }

  /** Whether this is a session; else it was the cancellation of one. */
  private boolean startUp(DataInputStream in, DataOutputStream out, OutputStream client)
      throws IOException {
    while (true) {
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      int code = ByteBuffer.wrap(body).getInt();
      if (code == SSL_REQUEST || code == GSS_REQUEST) {
        client.write('N');
        client.flush();
        continue;
      }
      byte[] sent = code == VERSION_3 ? parameters(body) : body;
      out.writeInt(sent.length + 4);
      out.write(sent);
      out.flush();
      return code == VERSION_3;
    }
  }

  private byte[] parameters(byte[] body) {
    String[] parts = new String(body, 4, body.length - 4, StandardCharsets.UTF_8).split("\0", -1);
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i + 1 < parts.length && !parts[i].isEmpty(); i += 2) {
      all.put(parts[i], parts[i + 1]);
    }
    startups.add(all);
    StringBuilder kept = new StringBuilder();
    all.forEach(
        (name, value) -> {
          if (KNOWN_TO_POSTGRESQL.contains(name)) {
            // A password of AWS is for the user after this prefix.
            String known = value.replaceFirst("^IAMA?:", "");
            kept.append(name).append('\0').append(known).append('\0');
          }
        });
    byte[] text = kept.append('\0').toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + text.length).putInt(VERSION_3).put(text).array();
  }

  /** A message with the statement that stands at this place in it replaced. */
  private byte[] inWords(byte[] body, int from) {
    int end = end(body, from);
    String statement = new String(body, from, end - from, StandardCharsets.UTF_8);
    byte[] text = dialect.apply(statement).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(body.length - (end - from) + text.length)
        .put(body, 0, from)
        .put(text)
        .put(body, end, body.length - end)
        .array();
  }

  private static int end(byte[] body, int from) {
    int i = from;
    while (body[i] != 0) {
      i++;
    }
    return i;
  }

  /** Answers as they come, but for the version: Redshift calls itself PostgreSQL 8.0.2. */
  private static void answer(Socket server, Socket client) throws IOException {
    try (server;
        client) {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(server.getInputStream(), 1 << 16));
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      int type;
      do {
        type = in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        if (type == 'S' && startsWith(body, "server_version\0")) {
          body = "server_version\0008.0.2\0".getBytes(StandardCharsets.US_ASCII);
        }
        ByteBuffer message = ByteBuffer.allocate(5 + body.length);
        out.write(message.put((byte) type).putInt(body.length + 4).put(body).array());
        out.flush();
      } while (type != 'Z');
      copy(in, out);
    }
  }

  private static boolean startsWith(byte[] body, String text) {
    return new String(body, StandardCharsets.US_ASCII).startsWith(text);
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
