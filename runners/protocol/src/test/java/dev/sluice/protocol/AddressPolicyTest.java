package dev.sluice.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

  private final AddressPolicy policy =
      AddressPolicy.of(List.of("169.254.0.0/16", "fe80::/10", "127.0.0.0/8", "10.1.2.3"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "fe80::1",
        "febf::1",
        "127.1.2.3",
        "10.1.2.3"
      })
  void addressIsBlockedInEveryForm(String address) throws Exception {
    assertThat(policy.blockOf(InetAddress.getByName(address))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.253.255.255", "169.255.0.0", "fec0::1", "10.1.2.4", "2001:db8::1"})
  void otherAddressesAreFree(String address) throws Exception {
    assertThat(policy.blockOf(InetAddress.getByName(address))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://127.1/", "http://2130706433/", "http://localhost/", "http://0x7f.0.0.1/"})
  void spellingsOfTheLoopbackDoNotGetThrough(String url) {
    // What the JDK does not read as an address it looks up as a name, and finds none.
    assertThatThrownBy(() -> policy.check(URI.create(url), "s")).isInstanceOf(StepFailure.class);
  }

  @Test
  void refusalNamesSourceAddressRangeAndRemedy() {
    assertThatThrownBy(
            () -> policy.check(URI.create("http://169.254.169.254/latest"), "http://x/y"))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("http://x/y")
        .hasMessageContaining("169.254.169.254")
        .hasMessageContaining("169.254.0.0/16")
        .hasMessageContaining("operator's configuration");
  }

  @ParameterizedTest
  @ValueSource(strings = {"169.254.0.0/33", "metadata/16", "169.254.0.0/x", "::/129", ""})
  void blockThatIsNoneIsRefused(String cidr) {
    assertThatThrownBy(() -> AddressPolicy.of(List.of(cidr)))
        .isInstanceOf(StepFailure.UserError.class)
        .hasMessageContaining("\"" + cidr + "\"");
  }
}
