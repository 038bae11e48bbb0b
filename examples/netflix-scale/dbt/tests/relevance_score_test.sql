{# A score of nothing should have been left out. #}
select movie_id, tag_id, relevance_score
from {{ ref('fct_genome_scores') }}
where relevance_score < 0 or relevance_score > 1
