select
    tag_id,
    trim(tag_name) as tag_name
from {{ ref('src_genome_tags') }}
