-- A large fact, made before its first load: a load into a table that exists keeps its keys, types and encodings.
-- Tables that a load makes have DISTSTYLE AUTO and SORTKEY AUTO, which is right until joins or scans of a large one are slow.
--
-- DISTKEY: the column of its most frequent large join, so that both sides are on the same slice; it has many different
--   values, none much more frequent than others. Small dimensions: DISTSTYLE ALL.
-- SORTKEY: the column that queries cut by, and that ReplaceSlice deletes by, first.
-- Names are those of your dataset, in lower case. Run as loader, or give it to a load as setupSql.
CREATE TABLE IF NOT EXISTS raw.ratings (
  user_id bigint NOT NULL,
  movie_id bigint NOT NULL,
  rating numeric(2,1),
  rated_at timestamptz,
  run_date date NOT NULL
)
DISTKEY (movie_id)
COMPOUND SORTKEY (run_date, movie_id);
