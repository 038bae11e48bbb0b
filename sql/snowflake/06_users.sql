-- Users of services: none has a password. Make a key pair with
--   openssl genrsa 2048 | openssl pkcs8 -topk8 -v2 aes-256-cbc -inform PEM -out privateKey
--   openssl rsa -in privateKey -pubout -out public.pem
-- put privateKey and its passphrase into the Secret that spec.snowflake.auth.keyPair names, and the body of public.pem
-- (without its first and last line) here. To change it without a pause, set RSA_PUBLIC_KEY_2, then the Secret.
USE ROLE USERADMIN;

CREATE USER IF NOT EXISTS SLUICE
  TYPE = SERVICE
  DEFAULT_ROLE = LOADER DEFAULT_WAREHOUSE = LOADING DEFAULT_NAMESPACE = ANALYTICS
  RSA_PUBLIC_KEY = 'MIIBIjANBgkqh...'
  COMMENT = 'Loads of Sluice';
CREATE USER IF NOT EXISTS SLUICE_DBT
  TYPE = SERVICE
  DEFAULT_ROLE = TRANSFORM DEFAULT_WAREHOUSE = TRANSFORMING DEFAULT_NAMESPACE = ANALYTICS
  RSA_PUBLIC_KEY = 'MIIBIjANBgkqh...'
  COMMENT = 'dbt and quality checks of Sluice';

-- Instead of a key pair: the identity of the pods (spec.snowflake.auth.workloadIdentity). The issuer is that of the
-- cluster (kubectl get --raw /.well-known/openid-configuration), which Snowflake must be able to reach.
-- CREATE USER IF NOT EXISTS SLUICE_WORKLOAD
--   TYPE = SERVICE
--   WORKLOAD_IDENTITY = (
--     TYPE = OIDC
--     ISSUER = 'https://oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF'
--     SUBJECT = 'system:serviceaccount:data:default'
--     OIDC_AUDIENCE_LIST = ('snowflakecomputing.com')
--   )
--   DEFAULT_ROLE = LOADER DEFAULT_WAREHOUSE = LOADING;

USE ROLE SECURITYADMIN;
GRANT ROLE LOADER TO USER SLUICE;
GRANT ROLE TRANSFORM TO USER SLUICE_DBT;
