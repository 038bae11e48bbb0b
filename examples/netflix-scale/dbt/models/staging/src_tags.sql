select
    {{ source_column('userId') }} as user_id,
    {{ source_column('movieId') }} as movie_id,
    trim({{ source_column('tag') }}) as tag_name,
    {{ from_epoch(source_column('timestamp')) }} as tagged_at
from {{ source('netflix', 'tags') }}
