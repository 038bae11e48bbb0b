package dev.sluice.protocol;

import org.jspecify.annotations.Nullable;

/**
 * How to reach a warehouse: exactly one of its components is set, and says which kind it is.
 *
 * @param duckdb an embedded DuckDB database
 * @param snowflake a database in a Snowflake account
 */
public record WarehouseConnection(@Nullable DuckDb duckdb, @Nullable Snowflake snowflake) {

  public static WarehouseConnection of(DuckDb duckdb) {
    return new WarehouseConnection(duckdb, null);
  }

  public static WarehouseConnection of(Snowflake snowflake) {
    return new WarehouseConnection(null, snowflake);
  }

  /**
   * A DuckDB database file.
   *
   * @param file path of the database file; made when it is missing
   */
  public record DuckDb(String file) {}

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
}
