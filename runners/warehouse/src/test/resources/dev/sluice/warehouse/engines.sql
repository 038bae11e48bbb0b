-- join_and_aggregate
SELECT m.movieId AS movie_id, m.title, count(*) AS votes, count(DISTINCT userId) AS users, max(rating) AS best
FROM ratings r JOIN movies m ON m.movieId = r.movieId
GROUP BY m.movieId, m.title

-- windows
SELECT userId, movieId, row_number() OVER (PARTITION BY userId ORDER BY timestamp, movieId) AS place,
  lag(movieId) OVER (PARTITION BY userId ORDER BY timestamp) AS before,
  sum(price) OVER (PARTITION BY userId ORDER BY timestamp ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS spent
FROM ratings

-- common_table_expressions
WITH loved AS (SELECT * FROM ratings WHERE rating >= 4)
SELECT movieId, CASE WHEN movieId IN (SELECT movieId FROM loved) THEN 'loved' ELSE 'other' END AS kind FROM movies
UNION ALL SELECT -1, 'none'

-- null_handling
SELECT userId, coalesce(rating, 0) AS rating, nullif(movieId, 1) AS movie, rating IS NULL AS unrated,
  price BETWEEN 1 AND 5 AS cheap FROM ratings

-- texts
SELECT movieId, upper(title) AS loud, length(title) AS n, substring(title, 1, 3) AS head, trim('  x ') AS x,
  replace(genres, '|', ',') AS genres, title LIKE '%(19%' AS old, title || '!' AS cry FROM movies

-- numbers
SELECT userId / 2 AS half, userId % 2 AS odd, round(price, 1) AS price, abs(-1) AS one, floor(2.7) AS two,
  CAST(rating AS DOUBLE) AS stars FROM ratings WHERE price IS NOT NULL

-- dates
SELECT DATE '2024-02-28' + INTERVAL 1 DAY > DATE '2024-02-28' AS later, year(DATE '2024-02-28') AS y,
  month(DATE '2024-02-28') AS m, extract(DAY FROM DATE '2024-02-28') AS d FROM movies WHERE movieId = 1

-- wrong_values
SELECT try_cast('x' AS INT) AS nothing, try_cast('12' AS INT) AS twelve, try_cast('2024-02-30' AS DATE) AS never
FROM movies

-- sets
SELECT movieId FROM movies EXCEPT SELECT movieId FROM ratings

-- grouping_sets
SELECT userId, count(*) AS n FROM ratings GROUP BY ROLLUP (userId)

-- example_ratings spark
SELECT userId AS user_id, movieId AS movie_id, rating, timestamp_seconds(timestamp) AS rated_at FROM ratings
-- example_ratings duckdb
SELECT userId AS user_id, movieId AS movie_id, rating, to_timestamp(timestamp) AS rated_at FROM ratings

-- example_movies spark
SELECT
  movieId AS movie_id,
  trim(regexp_replace(title, r'\(\d{4}\)\s*$', '')) AS title,
  try_cast(regexp_extract(title, r'\((\d{4})\)\s*$', 1) AS INT) AS release_year,
  CASE WHEN genres = '(no genres listed)' THEN CAST(array() AS ARRAY<STRING>)
       ELSE split(genres, r'\|') END AS genres
FROM movies
-- example_movies duckdb
SELECT
  movieId AS movie_id,
  trim(regexp_replace(title, '\(\d{4}\)\s*$', '')) AS title,
  try_cast(regexp_extract(title, '\((\d{4})\)\s*$', 1) AS INT) AS release_year,
  CASE WHEN genres = '(no genres listed)' THEN CAST([] AS VARCHAR[])
       ELSE split(genres, '|') END AS genres
FROM movies

-- explode spark
SELECT movieId, genre FROM movies LATERAL VIEW explode(split(genres, r'\|')) AS genre
-- explode duckdb
SELECT movieId, genre FROM movies, unnest(split(genres, '|')) AS g(genre)

-- replace_all spark
SELECT regexp_replace(title, '[aeiou]', '_') AS title FROM movies
-- replace_all duckdb
SELECT regexp_replace(title, '[aeiou]', '_', 'g') AS title FROM movies

-- matches spark
SELECT movieId, title RLIKE '^T' AS t FROM movies
-- matches duckdb
SELECT movieId, regexp_matches(title, '^T') AS t FROM movies

-- concatenation spark
SELECT concat(CAST(userId AS STRING), CAST(price AS STRING)) AS text FROM ratings
-- concatenation duckdb
SELECT CAST(userId AS VARCHAR) || CAST(price AS VARCHAR) AS text FROM ratings

-- cast_to_integer spark
SELECT CAST(price AS INT) AS whole FROM ratings
-- cast_to_integer duckdb
SELECT CAST(trunc(price) AS INT) AS whole FROM ratings

-- order_of_nulls spark
SELECT userId, row_number() OVER (ORDER BY price, userId) AS place FROM ratings
-- order_of_nulls duckdb
SELECT userId, row_number() OVER (ORDER BY price NULLS FIRST, userId) AS place FROM ratings

-- average_of_decimals spark
SELECT avg(rating) AS average, sum(rating) AS stars FROM ratings
-- average_of_decimals duckdb
SELECT CAST(avg(rating) AS DECIMAL(6,5)) AS average, CAST(sum(rating) AS DECIMAL(12,1)) AS stars FROM ratings

-- division_of_decimals spark
SELECT CAST(rating / CAST(3 AS DECIMAL(2,1)) AS DECIMAL(8,6)) AS third FROM ratings
-- division_of_decimals duckdb
SELECT CAST(rating / 3 AS DECIMAL(8,6)) AS third FROM ratings

-- division_by_zero spark
SELECT try_divide(userId, movieId - 1) AS share FROM ratings
-- division_by_zero duckdb
SELECT userId / nullif(movieId - 1, 0) AS share FROM ratings

-- date_text spark
SELECT date_format(timestamp_seconds(timestamp), 'yyyyMMdd') AS day FROM ratings
-- date_text duckdb
SELECT strftime(to_timestamp(timestamp), '%Y%m%d') AS day FROM ratings

-- text_to_date spark
SELECT to_date('21.11.2026', 'dd.MM.yyyy') AS day FROM movies
-- text_to_date duckdb
SELECT CAST(strptime('21.11.2026', '%d.%m.%Y') AS DATE) AS day FROM movies

-- month_of_date spark
SELECT trunc(CAST(timestamp_seconds(timestamp) AS DATE), 'MM') AS month FROM ratings
-- month_of_date duckdb
SELECT CAST(date_trunc('month', CAST(to_timestamp(timestamp) AS DATE)) AS DATE) AS month FROM ratings

-- days_between spark
SELECT datediff(DATE '2026-11-21', CAST(timestamp_seconds(timestamp) AS DATE)) AS days FROM ratings
-- days_between duckdb
SELECT date_diff('day', CAST(to_timestamp(timestamp) AS DATE), DATE '2026-11-21') AS days FROM ratings

-- sequence spark
SELECT explode(sequence(DATE '2026-01-30', DATE '2026-02-02')) AS day
-- sequence duckdb
SELECT CAST(unnest(generate_series(DATE '2026-01-30', DATE '2026-02-02', INTERVAL 1 DAY)) AS DATE) AS day

-- first_of_list spark
SELECT split(genres, r'\|')[0] AS genre, size(split(genres, r'\|')) AS n FROM movies
-- first_of_list duckdb
SELECT split(genres, '|')[1] AS genre, len(split(genres, '|')) AS n FROM movies

-- collected spark
SELECT userId, sort_array(collect_list(movieId)) AS movies FROM ratings GROUP BY userId
-- collected duckdb
SELECT userId, list(movieId ORDER BY movieId) AS movies FROM ratings GROUP BY userId

-- structs spark
SELECT named_struct('id', movieId, 'title', title) AS movie FROM movies
-- structs duckdb
SELECT {'id': movieId, 'title': title} AS movie FROM movies

-- json spark
SELECT from_json('{"a": [1, 2]}', 'a ARRAY<INT>').a[1] AS two FROM movies
-- json duckdb
SELECT CAST('{"a": [1, 2]}'::JSON ->> '$.a[1]' AS INT) AS two FROM movies

-- last_known spark
SELECT timestamp, last_value(price) IGNORE NULLS OVER (ORDER BY timestamp) AS price FROM ratings
-- last_known duckdb
SELECT timestamp, last_value(price IGNORE NULLS) OVER (ORDER BY timestamp) AS price FROM ratings

-- all_but_one spark
SELECT * EXCEPT (genres) FROM movies
-- all_but_one duckdb
SELECT * EXCLUDE (genres) FROM movies

-- quoted_names spark
SELECT movieId AS `movie id`, "text" AS text FROM movies
-- quoted_names duckdb
SELECT movieId AS "movie id", 'text' AS text FROM movies
