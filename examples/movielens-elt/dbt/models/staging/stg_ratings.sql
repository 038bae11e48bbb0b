{# The raw table keeps one slice per run date: the newest one is the current state of the source. #}
select
    cast(user_id as bigint) as user_id,
    cast(movie_id as bigint) as movie_id,
    {{ to_rating('rating') }} as rating,
    {{ parse_epoch('rated_at_epoch') }} as rated_at
from {{ source('raw', 'ratings') }}
where run_date = (select max(run_date) from {{ source('raw', 'ratings') }})
