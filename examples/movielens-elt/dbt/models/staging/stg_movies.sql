select
    cast(movie_id as bigint) as movie_id,
    {{ clean_text('title') }} as title,
    cast(release_year as integer) as release_year,
    genres
from {{ source('raw', 'movies') }}
