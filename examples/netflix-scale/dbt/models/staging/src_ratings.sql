{# Incremental here too: of hundreds of millions of ratings only the new ones are read. #}
{{ config(
    materialized='incremental',
    unique_key=['user_id', 'movie_id'],
    incremental_strategy='delete+insert',
    on_schema_change='fail'
) }}

select
    {{ source_column('userId') }} as user_id,
    {{ source_column('movieId') }} as movie_id,
    {{ source_column('rating') }} as rating,
    {{ from_epoch(source_column('timestamp')) }} as rated_at
from {{ source('netflix', 'ratings') }}
{% if is_incremental() %}
where {{ from_epoch(source_column('timestamp')) }} >= (
    select {{ dbt.dateadd('day', -(var('late_days') | int), 'max(rated_at)') }} from {{ this }}
)
{% endif %}
