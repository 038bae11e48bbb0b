CREATE TEMPORARY TABLE "_sluice_rows_0" ("id" bigint, "näme""" character varying(20));

COPY "_sluice_rows_0"
FROM 's3://lake/_sluice/copy/data/films-x1/raw-films/2/manifest-0.json'
IAM_ROLE 'arn:aws:iam::123456789012:role/sluice-copy'
FORMAT AS PARQUET
MANIFEST;

COPY "_sluice_rows_0"
FROM 's3://lake/it''s/manifest-0.json'
IAM_ROLE DEFAULT
FORMAT AS PARQUET
MANIFEST;
