select
    movie_key,
    genre,
    title,
    original_title,
    is_adult,
    start_year,
    decade,
    runtime_minutes,
    average_rating,
    num_votes,
    top_actors,
    top_directors,
    top_writers,
    oscar_winner,
    run_date
from ({{ newest(source('marts', 'movie_facts'), ['movie_key', 'genre'], 'title') }}) as newest
