-- What each user may do. Nobody may do anything in these schemas that is not granted here. Can be run again.
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- The loader makes the tables of raw, and the transform user those behind it.
CREATE SCHEMA IF NOT EXISTS raw AUTHORIZATION loader;
CREATE SCHEMA IF NOT EXISTS staging AUTHORIZATION transform;
CREATE SCHEMA IF NOT EXISTS marts AUTHORIZATION transform;

-- The ledger of the loads and its lock are the loader's own; it makes both when it first loads.
CREATE SCHEMA IF NOT EXISTS _sluice AUTHORIZATION loader;

-- Also for tables that do not exist yet.
GRANT USAGE ON SCHEMA raw TO transform;
GRANT SELECT ON ALL TABLES IN SCHEMA raw TO transform;
ALTER DEFAULT PRIVILEGES FOR USER loader IN SCHEMA raw GRANT SELECT ON TABLES TO transform;

GRANT USAGE ON SCHEMA marts TO ROLE bi_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA marts TO ROLE bi_reader;
ALTER DEFAULT PRIVILEGES FOR USER transform IN SCHEMA marts GRANT SELECT ON TABLES TO ROLE bi_reader;
