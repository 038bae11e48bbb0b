{{ config(
    materialized='incremental',
    unique_key=['user_id', 'movie_id'],
    incremental_strategy='delete+insert',
    on_schema_change='fail'
) }}

select
    user_id,
    movie_id,
    rating,
    rated_at
from {{ ref('src_ratings') }}
where rating is not null
{% if is_incremental() %}
    {% if var('start_date') and var('end_date') %}
    and rated_at >= cast('{{ var("start_date") }}' as timestamp)
    and rated_at < cast('{{ var("end_date") }}' as timestamp)
    {% else %}
    and rated_at >= (
        select {{ dbt.dateadd('day', -(var('late_days') | int), 'max(rated_at)') }} from {{ this }}
    )
    {% endif %}
{% endif %}
