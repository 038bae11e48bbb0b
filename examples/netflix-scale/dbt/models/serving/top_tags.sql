{# Tags by how well they describe the movies that have a genome, on average. #}
select
    tag_name,
    count(*) as movies,
    round(avg(relevance_score), 4) as average_relevance
from {{ ref('dim_movies_with_tags') }}
group by tag_name
