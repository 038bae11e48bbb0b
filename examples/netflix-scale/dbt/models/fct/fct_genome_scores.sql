select
    movie_id,
    tag_id,
    round(relevance, 4) as relevance_score
from {{ ref('src_genome_score') }}
where relevance > 0
