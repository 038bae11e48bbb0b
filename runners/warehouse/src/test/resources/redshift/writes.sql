DELETE FROM "raw"."ratings" WHERE "run_date" = CAST('2026-11-21' AS date);

DELETE FROM "raw"."ratings";

SELECT CAST("run_date" AS varchar), count(*)
FROM "_sluice_rows_0"
WHERE CAST("run_date" AS date) <> CAST('2026-11-21' AS date) OR "run_date" IS NULL
GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5;

INSERT INTO "raw"."ratings" ("id", "run_date")
SELECT CAST("id" AS bigint), CAST('2026-11-21' AS date)
FROM "_sluice_rows_0";

CREATE TEMPORARY TABLE "_sluice_staged" AS SELECT "id" AS "id" FROM "_sluice_rows_0";

SELECT count(*) FROM "_sluice_staged" WHERE "id" IS NULL OR "run_date" IS NULL;

SELECT 'id=' || CAST("id" AS varchar) || ', ' || 'run_date=' || CAST("run_date" AS varchar), n, count(*) OVER ()
FROM (SELECT "id", "run_date", count(*) AS n FROM "_sluice_staged" GROUP BY "id", "run_date" HAVING count(*) > 1) AS d
ORDER BY n DESC, 1 LIMIT 5;

UPDATE "raw"."ratings" SET "näme""" = _sluice_new."näme"""
FROM "_sluice_staged" AS _sluice_new
WHERE "ratings"."id" = _sluice_new."id" AND "ratings"."run_date" = _sluice_new."run_date";

INSERT INTO "raw"."ratings" ("id", "näme""", "run_date")
SELECT _sluice_new."id", _sluice_new."näme""", _sluice_new."run_date"
FROM "_sluice_staged" AS _sluice_new
WHERE NOT EXISTS (SELECT 1 FROM "raw"."ratings" WHERE "ratings"."id" = _sluice_new."id" AND "ratings"."run_date" = _sluice_new."run_date");

INSERT INTO "raw"."ratings" ("id")
SELECT _sluice_new."id"
FROM "_sluice_staged" AS _sluice_new
WHERE NOT EXISTS (SELECT 1 FROM "raw"."ratings" WHERE "ratings"."id" = _sluice_new."id");
