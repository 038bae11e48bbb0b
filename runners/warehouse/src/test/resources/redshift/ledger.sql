SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = '_sluice';

CREATE SCHEMA IF NOT EXISTS "_sluice";

CREATE TABLE IF NOT EXISTS "_sluice"."load_lock" ("locked" boolean);

CREATE TABLE IF NOT EXISTS "_sluice"."load_ledger" (
  "step" varchar(256) NOT NULL,
  "table_name" varchar(256) NOT NULL,
  "slice" varchar(256) NOT NULL,
  "namespace" varchar(256) NOT NULL,
  "run" varchar(256) NOT NULL,
  "run_uid" varchar(256) NOT NULL,
  "task" varchar(256) NOT NULL,
  "attempt" integer NOT NULL,
  "fencing_token" bigint NOT NULL,
  "mode" varchar(32) NOT NULL,
  "input_digest" varchar(256) NOT NULL,
  "rows" bigint NOT NULL,
  "loaded_at" timestamp NOT NULL DEFAULT getdate()
);

BEGIN;

LOCK "_sluice"."load_lock";

SELECT namespace, run, run_uid, task, attempt, fencing_token, mode, input_digest, "rows"
FROM _sluice.load_ledger
WHERE step = 'load-ratings' AND table_name = 'raw.Ratings' AND slice = 'run_date=2026-11-21'
ORDER BY fencing_token DESC, run_uid DESC;

INSERT INTO _sluice.load_ledger
  (step, table_name, slice, namespace, run, run_uid, task, attempt, fencing_token, mode, input_digest, "rows")
VALUES ('load-ratings', 'raw.Ratings', 'run_date=2026-11-21', 'data', 'films-x1', 'uid-1', 'raw-films', 2, 7, 'Merge', 'sha256:a''b\\', 42);

COMMIT;

ROLLBACK;
