select
    ratings.user_id,
    ratings.movie_id,
    ratings.rating,
    ratings.rated_at,
    case when releases.release_date is null then 'unknown' else 'known' end as release_info
from {{ ref('fct_ratings') }} as ratings
left join {{ ref('seed_movie_release_dates') }} as releases on ratings.movie_id = releases.movie_id
