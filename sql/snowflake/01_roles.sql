-- Who may do what. Run the files of this folder in their order, as a user who has SECURITYADMIN, SYSADMIN and, for
-- 05 and 07, ACCOUNTADMIN. Every statement can be repeated.
USE ROLE USERADMIN;

CREATE ROLE IF NOT EXISTS LOADER COMMENT = 'Sluice loads datasets into RAW and keeps its ledger';
CREATE ROLE IF NOT EXISTS TRANSFORM COMMENT = 'dbt reads RAW and builds STAGING and MARTS';
CREATE ROLE IF NOT EXISTS BI_READER COMMENT = 'Dashboards read MARTS and nothing else';

-- Administrators keep what the roles will own within reach.
USE ROLE SECURITYADMIN;
GRANT ROLE LOADER TO ROLE SYSADMIN;
GRANT ROLE TRANSFORM TO ROLE SYSADMIN;
GRANT ROLE BI_READER TO ROLE SYSADMIN;
