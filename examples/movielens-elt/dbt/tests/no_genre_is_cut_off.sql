{# stg_movie_genres takes as many genres of a movie as the variable says. #}
select movie_id, genres
from {{ ref('stg_movies') }}
where length(genres) - length(replace(genres, '|', '')) >= {{ var('most_genres') }}
