package dev.sluice.ingest;

import dev.sluice.protocol.StepFailure;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a source may not have, so that nobody reads a cloud's metadata service through a
 * pipeline. It holds because the JVM is told to remember every address for as long as it lives: the
 * address that was checked is the one that is connected to.
 */
final class AddressPolicy {

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

  static AddressPolicy of(List<String> cidrs) {
    return new AddressPolicy(cidrs.stream().map(Block::of).toList());
  }

  /**
   * Refuses a URL whose host has a blocked address.
   *
   * @param source how messages name the source
   */
  void check(URI uri, String source) {
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(uri.getHost());
    } catch (UnknownHostException e) {
      throw new StepFailure.Transient(
          "SourceUnavailable",
          "The host " + uri.getHost() + " of source " + source + " is not known: check its url.",
          e);
    }
    for (InetAddress address : addresses) {
      String block = blockOf(address);
      if (block != null) {
        throw new StepFailure.UserError(
            "AddressBlocked",
            "Source "
                + source
                + " leads to "
                + uri.getHost()
                + " at "
                + address.getHostAddress()
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
