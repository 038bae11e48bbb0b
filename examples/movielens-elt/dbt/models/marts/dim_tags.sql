select
    {{ dbt.hash('tag_name') }} as tag_id,
    tag_name
from {{ ref('stg_tags') }}
group by tag_name
