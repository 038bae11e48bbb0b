select
    cast({{ raw_column('userId') }} as bigint) as user_id,
    cast({{ raw_column('movieId') }} as bigint) as movie_id,
    {{ to_rating(raw_column('rating')) }} as rating,
    {{ parse_epoch(raw_column('timestamp')) }} as rated_at
from {{ source('raw', 'ratings') }}
