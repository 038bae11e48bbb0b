package dev.sluice.protocol;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a URL of a user may not lead to, so that nobody reads a cloud's metadata service
 * through a pipeline. It holds because {@link #enforce} tells the JVM to remember every address for
 * as long as it lives: the address that was checked is the one that is connected to.
 */
public final class AddressPolicy {

  private static final Pattern LITERAL = Pattern.compile("[0-9A-Fa-f:.]+");

  private final List<Block> blocks;

  private AddressPolicy(List<Block> blocks) {
    this.blocks = blocks;
  }

  private record Block(String cidr, InetAddress network, int bits) {

    static Block of(String cidr) {
      int slash = cidr.indexOf('/');
      String address = slash < 0 ? cidr : cidr.substring(0, slash);
      if (!LITERAL.matcher(address).matches()) {
        throw bad(cidr, null);
      }
      try {
        InetAddress network = InetAddress.getByName(address);
        int width = network.getAddress().length * 8;
        int bits = slash < 0 ? width : Integer.parseInt(cidr.substring(slash + 1));
        if (bits < 0 || bits > width) {
          throw bad(cidr, null);
        }
        return new Block(cidr, network, bits);
      } catch (UnknownHostException | NumberFormatException e) {
        throw bad(cidr, e);
      }
    }

    private static StepFailure.UserError bad(String cidr, @Nullable Exception e) {
      return new StepFailure.UserError(
          "BadBlockedAddress",
          "\""
              + cidr
              + "\" is not a CIDR block such as 169.254.0.0/16: correct the blocked addresses in"
              + " the operator's configuration.",
          e);
    }

    boolean contains(byte[] address) {
      byte[] block = network.getAddress();
      if (address.length != block.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if (((address[bit / 8] ^ block[bit / 8]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Makes the JVM connect to the addresses that were checked; first thing in a {@code main}. */
  public static void enforce() {
    Security.setProperty("networkaddress.cache.ttl", "-1");
  }

  /**
   * A policy.
   *
   * @param cidrs blocked ranges, such as {@code 169.254.0.0/16}
   */
  public static AddressPolicy of(List<String> cidrs) {
    return new AddressPolicy(cidrs.stream().map(Block::of).toList());
  }

  /**
   * Refuses a URL whose host has a blocked address.
   *
   * @param subject how messages begin, such as {@code Source http://example.com/a.csv}
   * @throws StepFailure.UserError naming the address and its range
   * @throws StepFailure.Transient when the host has no address now
   */
  public void check(URI uri, String subject) {
    String host = uri.getHost();
    if (host == null) {
      throw new StepFailure.UserError("BadUrl", subject + ": its url names no host; correct it.");
    }
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new StepFailure.Transient(
          "HostUnknown", subject + ": the host " + host + " is not known; check its url.", e);
    }
    for (InetAddress address : addresses) {
      String block = blockOf(address);
      if (block != null) {
        String shown = address.getHostAddress();
        throw new StepFailure.UserError(
            "AddressBlocked",
            subject
                + " leads to "
                + (host.equals(shown) ? shown : host + " at " + shown)
                + ", which is in the blocked range "
                + block
                + ". Use another url, or have the operator's configuration allow the range.");
      }
    }
  }

  /** The block an address is in; null when it is in none. */
  @Nullable String blockOf(InetAddress address) {
    for (byte[] form : forms(address)) {
      for (Block block : blocks) {
        if (block.contains(form)) {
          return block.cidr();
        }
      }
    }
    return null;
  }

  /** The address and, of IPv6 that carries IPv4 (NAT64, 6to4, compatible), the one within. */
  private static List<byte[]> forms(InetAddress address) {
    byte[] bytes = address.getAddress();
    List<byte[]> forms = new ArrayList<>(List.of(bytes));
    if (address instanceof Inet6Address) {
      byte[] nat64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
      byte[] head = Arrays.copyOf(bytes, 12);
      if (Arrays.equals(head, nat64) || Arrays.equals(head, new byte[12])) {
        forms.add(Arrays.copyOfRange(bytes, 12, 16));
      }
      if (bytes[0] == 0x20 && bytes[1] == 0x02) {
        forms.add(Arrays.copyOfRange(bytes, 2, 6));
      }
    }
    return forms;
  }
}
