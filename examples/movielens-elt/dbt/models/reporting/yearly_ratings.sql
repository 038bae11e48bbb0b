select
    rated_year,
    count(*) as votes,
    count(distinct user_id) as users,
    {{ average('rating') }} as average_rating
from {{ ref('fact_ratings') }}
group by rated_year
