package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a warehouse: exactly one of its components is set, and says which kind it is.
 *
 * @param duckdb an embedded DuckDB database
 * @param postgresql a database of a PostgreSQL server
 * @param snowflake a database in a Snowflake account
 * @param redshift a database of a Redshift cluster or workgroup
 */
public record WarehouseConnection(
    @Nullable DuckDb duckdb,
    @Nullable Postgresql postgresql,
    @Nullable Snowflake snowflake,
    @Nullable Redshift redshift) {

  public static WarehouseConnection of(DuckDb duckdb) {
    return new WarehouseConnection(duckdb, null, null, null);
  }

  public static WarehouseConnection of(Postgresql postgresql) {
    return new WarehouseConnection(null, postgresql, null, null);
  }

  public static WarehouseConnection of(Snowflake snowflake) {
    return new WarehouseConnection(null, null, snowflake, null);
  }

  public static WarehouseConnection of(Redshift redshift) {
    return new WarehouseConnection(null, null, null, redshift);
  }

  /**
   * A DuckDB database file.
   *
   * @param file path of the database file; made when it is missing
   */
  public record DuckDb(String file) {}

  /**
   * A database of a PostgreSQL server. Secrets are files, never values.
   *
   * @param tls how the connection is encrypted
   * @param caFile certificates that sign the server's; absent: those that Java trusts
   * @param usernameFile file that holds the name of the role
   * @param passwordFile file that holds its password
   */
  public record Postgresql(
      String host,
      int port,
      String database,
      TlsMode tls,
      @Nullable String caFile,
      String usernameFile,
      String passwordFile) {}

  /** How a connection is encrypted. */
  public enum TlsMode {
    /** Not at all. */
    @JsonProperty("Disable")
    DISABLE,
    /** Encrypted, whoever answers. */
    @JsonProperty("Require")
    REQUIRE,
    /** Encrypted, by a server whose certificate is trusted and names its host. */
    @JsonProperty("VerifyFull")
    VERIFY_FULL
  }

  /**
   * A database in a Snowflake account. Secrets are files, never values.
   *
   * @param account account identifier: {@code myorg-myaccount}
   * @param user login name
   * @param role role that is used
   * @param warehouse virtual warehouse that runs the statements
   * @param database database that holds the tables
   * @param signIn how the user signs in
   * @param storageIntegration by which Snowflake reads the object stores; absent: the keys of each
   *     store are handed to it
   * @param endpoint URL without a path; absent: the account's own
   */
  public record Snowflake(
      String account,
      String user,
      String role,
      String warehouse,
      String database,
      SnowflakeSignIn signIn,
      @Nullable String storageIntegration,
      @Nullable String endpoint) {}

  /**
   * What proves to Snowflake who the user is: exactly one of the files but the passphrase, which
   * belongs to the private key and exists only when that is encrypted.
   *
   * @param privateKeyFile private key, PKCS#8 in PEM
   * @param passphraseFile passphrase of the private key; the file may be missing
   * @param oauthTokenFile OAuth access token
   * @param workloadTokenFile token of the workload, as an OIDC issuer signed it
   * @param passwordFile password
   */
  public record SnowflakeSignIn(
      @Nullable String privateKeyFile,
      @Nullable String passphraseFile,
      @Nullable String oauthTokenFile,
      @Nullable String workloadTokenFile,
      @Nullable String passwordFile) {}

  /**
   * A database of a Redshift cluster or workgroup. Secrets are files, never values.
   *
   * @param tls how the connection is encrypted
   * @param iamRole ARN of the role by which Redshift reads the object stores, or {@code default}
   * @param signIn how the user signs in
   */
  public record Redshift(
      String host, int port, String database, TlsMode tls, String iamRole, RedshiftSignIn signIn) {}

  /**
   * What proves to Redshift who the user is: two files, or the AWS identity of the pod for either a
   * cluster or a workgroup.
   *
   * @param usernameFile file that holds the name of the user
   * @param passwordFile file that holds its password
   * @param cluster identifier of a cluster
   * @param user of the cluster
   * @param workgroup name of a serverless workgroup
   * @param region of the cluster or workgroup
   */
  public record RedshiftSignIn(
      @Nullable String usernameFile,
      @Nullable String passwordFile,
      @Nullable String cluster,
      @Nullable String user,
      @Nullable String workgroup,
      @Nullable String region) {

    /** With the files of a Secret. */
    public static RedshiftSignIn files(String username, String password) {
      return new RedshiftSignIn(username, password, null, null, null, null);
    }
  }
}
