{# The five tags that say most about a movie. #}
with ranked as (
    select
        movie_id,
        movie_title,
        tag_name,
        relevance_score,
        row_number() over (partition by movie_id order by relevance_score desc, tag_name) as tag_rank
    from {{ ref('dim_movies_with_tags') }}
)

select * from ranked where tag_rank <= 5
