{# The best movies by average rating, of those with a hundred ratings or more; compiled, never built. #}
with averages as (
    select
        movie_id,
        avg(rating) as average_rating,
        count(*) as votes
    from {{ ref('fct_ratings') }}
    group by movie_id
    having count(*) >= 100
)

select
    movies.movie_title,
    averages.average_rating,
    averages.votes
from averages
inner join {{ ref('dim_movies') }} as movies on averages.movie_id = movies.movie_id
order by averages.average_rating desc, averages.votes desc
limit 20
