{# Every movie, also those that nobody rated. #}
select
    movies.movie_id,
    movies.title,
    movies.release_year,
    count(ratings.rating) as votes,
    {{ average('ratings.rating') }} as average_rating,
    cast(min(ratings.rated_at) as date) as first_rated_on,
    cast(max(ratings.rated_at) as date) as last_rated_on
from {{ ref('dim_movies') }} as movies
left join {{ ref('fact_ratings') }} as ratings on movies.movie_id = ratings.movie_id
group by movies.movie_id, movies.title, movies.release_year
