package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One source: http or s3. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "(has(self.http) ? 1 : 0) + (has(self.s3) ? 1 : 0) == 1",
    message = "a source must be exactly one of http and s3")
@ValidationRule(
    value =
        "!has(self.fileName) || !(has(self.s3) && has(self.s3.prefix)) && !(has(self.unpack) && self.unpack in ['Zip', 'Tar', 'TarGz'])",
    message = "fileName names a single file: leave it out for a prefix or an archive")
@ValidationRule(
    value = "!has(self.sha256) || !(has(self.s3) && has(self.s3.prefix))",
    message = "sha256 verifies a single file: leave it out for a prefix")
@ValidationRule(
    value =
        "!has(self.include) || (has(self.s3) && has(self.s3.prefix)) || (has(self.unpack) && self.unpack in ['Zip', 'Tar', 'TarGz'])",
    message =
        "include chooses from an archive or a prefix: set unpack or s3.prefix, or leave it out")
public record IngestSource(
    @JsonPropertyDescription("A file behind http or https.") @Nullable HttpSource http,
    @JsonPropertyDescription("Objects of an ObjectStore.") @Nullable S3Source s3,
    @JsonPropertyDescription(
            "How the source is unpacked. None: kept as it is. Gzip: one compressed file. Zip, Tar, TarGz: an archive whose files become the files of the dataset. Default: None.")
        @Nullable Unpack unpack,
    @JsonPropertyDescription(
            "Globs on the names that are kept of an archive or a prefix, such as *.csv. Default: all.")
        @Size(max = 64)
        List<@Size(min = 1, max = 256) String> include,
    @JsonPropertyDescription(
            "Name of the file in the dataset. Default: the name it has at the source.")
        @ValidationRule(value = SluiceApi.PATH_RULE, message = SluiceApi.PATH_MESSAGE)
        @Size(min = 1, max = 128)
        @Nullable String fileName,
    @JsonPropertyDescription(
            "SHA-256 that the source must have as it is fetched, 64 hexadecimal digits. Default: not verified.")
        @ValidationRule(
            value = "self.matches('^[0-9a-f]{64}$')",
            message =
                "sha256 must be 64 hexadecimal digits in lower case, as sha256sum prints them")
        @Size(min = 1, max = 128)
        @Nullable String sha256) {
  public IngestSource {
    include = include == null ? List.of() : List.copyOf(include);
  }
}
