select
    movie_id,
    trim(title) as movie_title,
    {{ split_text('genres', '|') }} as genre_array,
    genres
from {{ ref('src_movies') }}
