select
    {{ source_column('movieId') }} as movie_id,
    {{ source_column('title') }} as title,
    {{ source_column('genres') }} as genres
from {{ source('netflix', 'movies') }}
