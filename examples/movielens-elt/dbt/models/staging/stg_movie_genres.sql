{# Grain: movie and genre. Numbers rather than an array, which every database takes apart in its own way. #}
with places as (
    {% for place in range(1, var('most_genres') + 1) -%}
    select {{ place }} as place{{ ' union all' if not loop.last }}
    {% endfor %}
)

select
    movies.movie_id,
    split_part(movies.genres, '|', places.place) as genre
from {{ ref('stg_movies') }} as movies
cross join places
where
    movies.genres is not null
    and split_part(movies.genres, '|', places.place) <> ''
