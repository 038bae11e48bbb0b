select
    {{ source_column('tagId') }} as tag_id,
    {{ source_column('tag') }} as tag_name
from {{ source('netflix', 'genome_tags') }}
