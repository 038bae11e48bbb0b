{# Never a table: it is written into the models that read it. #}
{{ config(materialized='ephemeral') }}

select
    movies.movie_id,
    movies.movie_title,
    movies.genres,
    tags.tag_name,
    scores.relevance_score
from {{ ref('dim_movies') }} as movies
inner join {{ ref('fct_genome_scores') }} as scores on movies.movie_id = scores.movie_id
inner join {{ ref('dim_genome_tags') }} as tags on scores.tag_id = tags.tag_id
