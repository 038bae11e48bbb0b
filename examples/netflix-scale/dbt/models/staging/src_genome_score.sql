select
    {{ source_column('movieId') }} as movie_id,
    {{ source_column('tagId') }} as tag_id,
    {{ source_column('relevance') }} as relevance
from {{ source('netflix', 'genome_scores') }}
