-- Who works with the database. Run as an administrator, once, in the database that holds the tables:
--   psql -h <endpoint> -p 5439 -d analytics -f 01_users.sql -f 02_schemas.sql
-- Passwords are set apart, so that none is in a file: ALTER USER loader PASSWORD '...';
-- loader loads datasets into raw, transform builds staging and marts (dbt).
CREATE USER loader PASSWORD DISABLE;
CREATE USER transform PASSWORD DISABLE;
-- For people and dashboards: GRANT ROLE bi_reader TO somebody;
CREATE ROLE bi_reader;
