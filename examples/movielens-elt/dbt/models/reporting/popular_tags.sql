select
    tags.tag_name,
    count(*) as uses,
    count(distinct facts.movie_id) as movies,
    count(distinct facts.user_id) as users
from {{ ref('fact_movie_tags') }} as facts
inner join {{ ref('dim_tags') }} as tags on facts.tag_id = tags.tag_id
group by tags.tag_name
