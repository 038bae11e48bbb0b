with seen as (
    select user_id, rated_at as seen_at from {{ ref('stg_ratings') }}
    union all
    select user_id, tagged_at from {{ ref('stg_tags') }}
)

select
    user_id,
    min(seen_at) as first_seen_at,
    max(seen_at) as last_seen_at
from seen
group by user_id
