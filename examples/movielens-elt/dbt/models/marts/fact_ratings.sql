select
    user_id,
    movie_id,
    rating,
    rated_at,
    cast(extract(year from rated_at) as integer) as rated_year
from {{ ref('stg_ratings') }}
