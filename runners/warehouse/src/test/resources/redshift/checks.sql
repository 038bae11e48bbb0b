SELECT m0, m1, m2, m3, m4, m5, m0
FROM (SELECT
  count(*),
  count(DISTINCT CASE WHEN ("id" IS NOT NULL AND "run_date" IS NOT NULL) THEN CAST(length(CAST("id" AS varchar(65535))) AS varchar) || ':' || CAST("id" AS varchar(65535)) || CAST(length(CAST("run_date" AS varchar(65535))) AS varchar) || ':' || CAST("run_date" AS varchar(65535)) END),
  CAST(extract(epoch FROM CAST(max(CASE WHEN (
rating > 1
) THEN "run_date" END) AS timestamp with time zone)) * 1000000 AS bigint),
  count(CASE WHEN (NOT (regexp_count(CAST("name" AS varchar(65535)), '^(?:a\\d'')$', 1, 'p') > 0)) THEN 1 END)
FROM "raw"."ratings" AS subject) AS q0 (m0, m2, m4, m5)
CROSS JOIN (SELECT
  percentile_cont(0.5) WITHIN GROUP (ORDER BY CAST("rating" AS double precision))
FROM "raw"."ratings" AS subject) AS q1 (m1)
CROSS JOIN (SELECT count(*)
FROM "raw"."ratings" AS subject
WHERE (subject."parent" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "raw"."parents" AS _sluice_target WHERE _sluice_target."pid" = subject."parent"))) AS q3 (m3);
