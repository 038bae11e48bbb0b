-- What bi_reader may read outside of marts. Right is: no rows. Run as an administrator.
SELECT n.nspname AS schema_name, c.relname AS table_name
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v')
  AND n.nspname NOT IN ('marts', 'information_schema')
  AND n.nspname NOT LIKE 'pg!_%' ESCAPE '!'
  AND has_schema_privilege('bi_reader', n.oid, 'USAGE')
  AND has_table_privilege('bi_reader', c.oid, 'SELECT')
ORDER BY 1, 2;
