-- Who works with the database. Run as an administrator, once, in the database that holds the tables:
--   psql -h <endpoint> -p 5439 -d analytics -f 01_users.sql -f 02_schemas.sql
-- Passwords are set apart, so that none is in a file: ALTER USER loader PASSWORD '...';
-- loader loads datasets into raw, transform builds staging and marts (dbt), bi_reader is for people and dashboards.
CREATE USER loader PASSWORD DISABLE;
CREATE USER transform PASSWORD DISABLE;
CREATE USER bi_reader PASSWORD DISABLE;
