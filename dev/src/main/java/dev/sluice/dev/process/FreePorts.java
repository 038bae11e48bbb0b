package dev.sluice.dev.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses loopback ports that nothing listens on, below the range that outgoing connections take.
 */
public final class FreePorts {
  private static final int LOWEST = 17000;
  private static final int HIGHEST = 32000;
  private static final int ATTEMPTS = 1000;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /** A port that nothing listens on; no port is given twice by this process. */
  public static synchronized int next() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (!GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
    throw new IllegalStateException(
        "No free port on 127.0.0.1 between " + LOWEST + " and " + HIGHEST);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
