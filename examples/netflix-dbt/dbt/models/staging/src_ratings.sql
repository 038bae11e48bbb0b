select
    {{ source_column('userId') }} as user_id,
    {{ source_column('movieId') }} as movie_id,
    {{ source_column('rating') }} as rating,
    {{ from_epoch(source_column('timestamp')) }} as rated_at
from {{ source('netflix', 'ratings') }}
