with cleaned as (
    select
        cast({{ raw_column('movieId') }} as bigint) as movie_id,
        {{ clean_text(raw_column('title')) }} as full_title,
        nullif({{ raw_column('genres') }}, '(no genres listed)') as genres
    from {{ source('raw', 'movies') }}
)

select
    movie_id,
    {{ title_without_year('full_title') }} as title,
    {{ title_year('full_title') }} as release_year,
    genres
from cleaned
