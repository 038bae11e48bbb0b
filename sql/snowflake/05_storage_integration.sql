-- Snowflake reads the lake as an IAM role of yours, so no key leaves AWS. Replace account, role and bucket; then put the
-- two values that DESCRIBE shows (STORAGE_AWS_IAM_USER_ARN, STORAGE_AWS_EXTERNAL_ID) into the trust policy of the role,
-- which needs s3:GetObject, s3:GetObjectVersion, s3:ListBucket and s3:GetBucketLocation on the bucket.
USE ROLE ACCOUNTADMIN;

CREATE STORAGE INTEGRATION IF NOT EXISTS LAKE
  TYPE = EXTERNAL_STAGE
  STORAGE_PROVIDER = 'S3'
  ENABLED = TRUE
  STORAGE_AWS_ROLE_ARN = 'arn:aws:iam::123456789012:role/snowflake-reads-lake'
  STORAGE_ALLOWED_LOCATIONS = ('s3://my-lake/');

DESCRIBE STORAGE INTEGRATION LAKE;
GRANT USAGE ON INTEGRATION LAKE TO ROLE LOADER;
