-- What each role may do. Nobody may do anything that is not granted here.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO loader, transform, bi_reader', current_database());
  -- A load copies its rows into a temporary table first.
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO loader, transform', current_database());
END $$;

-- The loader makes the tables of raw, and the transform role those behind it.
CREATE SCHEMA IF NOT EXISTS raw AUTHORIZATION loader;
CREATE SCHEMA IF NOT EXISTS staging AUTHORIZATION transform;
CREATE SCHEMA IF NOT EXISTS marts AUTHORIZATION transform;

-- The ledger of the loads is the loader's own; it makes the table when it first loads.
CREATE SCHEMA IF NOT EXISTS _sluice AUTHORIZATION loader;

-- Also for tables that do not exist yet.
GRANT USAGE ON SCHEMA raw TO transform;
GRANT SELECT ON ALL TABLES IN SCHEMA raw TO transform;
ALTER DEFAULT PRIVILEGES FOR ROLE loader IN SCHEMA raw GRANT SELECT ON TABLES TO transform;

GRANT USAGE ON SCHEMA marts TO bi_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA marts TO bi_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE transform IN SCHEMA marts GRANT SELECT ON TABLES TO bi_reader;
