-- Who works with the database. Run as a superuser, once, in the database that holds the tables:
--   psql -d marts -f 01_roles.sql -f 02_schemas.sql
-- Passwords are set apart, so that none is in a file: \password loader
-- Roles that exist stay as they are: both files can be run again.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['loader', 'transform', 'bi_reader'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', name);
    END IF;
  END LOOP;
END $$;

COMMENT ON ROLE loader IS 'Sluice: loads datasets into schema raw';
COMMENT ON ROLE transform IS 'Sluice: dbt, reads raw, builds staging and marts';
COMMENT ON ROLE bi_reader IS 'People and dashboards: read marts only';
