-- Proves that BI_READER reads MARTS and nothing of RAW, STAGING and _SLUICE. It ends with one row that says so, or fails with
-- the first thing that the role could read. Run it as a user who has BI_READER and SECURITYADMIN.
USE ROLE SECURITYADMIN;

-- 1. By what is granted: to the role, and to every role that it has.
EXECUTE IMMEDIATE $$
DECLARE
  too_much EXCEPTION (-20001, 'BI_READER has a grant on RAW, STAGING or _SLUICE, or another role: see SHOW GRANTS TO ROLE BI_READER');
  found INTEGER;
BEGIN
  SHOW GRANTS TO ROLE BI_READER;
  SELECT COUNT(*) INTO :found FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))
  WHERE "granted_on" = 'ROLE'
    OR ("granted_on" <> 'DATABASE' AND SPLIT_PART("name", '.', 1) = 'ANALYTICS' AND SPLIT_PART("name", '.', 2) <> 'MARTS');
  IF (found > 0) THEN RAISE too_much; END IF;
  SHOW FUTURE GRANTS TO ROLE BI_READER;
  SELECT COUNT(*) INTO :found FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))
  WHERE SPLIT_PART("name", '.', 2) <> 'MARTS';
  IF (found > 0) THEN RAISE too_much; END IF;
  RETURN 'grants are as they should be';
END;
$$;

-- 2. By trying: the role sees no table of the other schemas, and a known one does not open.
USE ROLE BI_READER;
USE SECONDARY ROLES NONE;
USE WAREHOUSE READING;

EXECUTE IMMEDIATE $$
DECLARE
  visible EXCEPTION (-20002, 'BI_READER sees tables outside of MARTS: see ANALYTICS.INFORMATION_SCHEMA.TABLES');
  readable EXCEPTION (-20003, 'BI_READER could read the ledger of loads');
  found INTEGER;
BEGIN
  SELECT COUNT(*) INTO :found FROM ANALYTICS.INFORMATION_SCHEMA.TABLES
  WHERE TABLE_SCHEMA NOT IN ('MARTS', 'INFORMATION_SCHEMA');
  IF (found > 0) THEN RAISE visible; END IF;
  BEGIN
    SELECT COUNT(*) INTO :found FROM ANALYTICS._SLUICE.LOAD_LEDGER;
  EXCEPTION
    WHEN STATEMENT_ERROR THEN RETURN 'BI_READER reads MARTS only';
  END;
  RAISE readable;
END;
$$;
