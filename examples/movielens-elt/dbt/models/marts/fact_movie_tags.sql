select
    movie_id,
    {{ dbt.hash('tag_name') }} as tag_id,
    user_id,
    tagged_at
from {{ ref('stg_tags') }}
