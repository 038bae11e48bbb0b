select
    genres.genre,
    count(distinct genres.movie_id) as movies,
    count(ratings.rating) as votes,
    {{ average('ratings.rating') }} as average_rating
from {{ ref('bridge_movie_genres') }} as genres
left join {{ ref('fact_ratings') }} as ratings on genres.movie_id = ratings.movie_id
group by genres.genre
