{# A snapshot wants each key once: of a tag that a user gave to a movie several times, the newest. #}
{{ config(materialized='ephemeral') }}

with ranked as (
    select
        {{ dbt_utils.generate_surrogate_key(['user_id', 'movie_id', 'tag_name']) }} as tag_key,
        user_id,
        movie_id,
        tag_name,
        tagged_at,
        row_number() over (partition by user_id, movie_id, tag_name order by tagged_at desc) as place
    from {{ ref('src_tags') }}
)

select tag_key, user_id, movie_id, tag_name, tagged_at from ranked where place = 1
