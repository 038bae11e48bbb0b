select
    row_number() over (order by average_rating desc, votes desc, movie_id) as place,
    movie_id,
    title,
    release_year,
    votes,
    average_rating
from {{ ref('movie_ratings') }}
where votes >= {{ var('min_votes') | int }}
