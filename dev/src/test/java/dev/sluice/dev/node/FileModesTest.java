package dev.sluice.dev.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileModesTest {
  @ParameterizedTest
  @CsvSource({"420,rw-r--r--", "256,r--------", "288,r--r-----", "493,rwxr-xr-x", "0,r--------"})
  void modeBecomesPermissionsThatTheOwnerCanRead(int mode, String permissions) {
    assertThat(PosixFilePermissions.toString(VolumeFolders.permissions(mode)))
        .isEqualTo(permissions);
  }
}
