select
    release_year,
    count(*) as movies,
    sum(votes) as votes
from {{ ref('movie_ratings') }}
where release_year is not null
group by release_year
