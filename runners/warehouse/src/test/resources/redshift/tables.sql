SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND NOT a.atthasdef
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'raw' AND c.relname = 'ratings' AND c.relkind IN ('r', 'v')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum;

BEGIN;

LOCK "_sluice"."load_lock";

CREATE TABLE IF NOT EXISTS "raw"."ratings" ("id" bigint, "näme""" character varying(20), "run_date" date);

COMMIT;

ALTER TABLE "raw"."ratings" ADD COLUMN "näme""" character varying(20);
