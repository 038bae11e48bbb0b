select
    {{ source_column('movieId') }} as movie_id,
    {{ source_column('imdbId') }} as imdb_id,
    {{ source_column('tmdbId') }} as tmdb_id
from {{ source('netflix', 'links') }}
