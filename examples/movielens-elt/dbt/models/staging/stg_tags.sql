with cleaned as (
    select
        cast({{ raw_column('userId') }} as bigint) as user_id,
        cast({{ raw_column('movieId') }} as bigint) as movie_id,
        lower({{ clean_text(raw_column('tag')) }}) as tag_name,
        {{ parse_epoch(raw_column('timestamp')) }} as tagged_at
    from {{ source('raw', 'tags') }}
)

select *
from cleaned
where tag_name is not null
