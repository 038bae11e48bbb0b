{# A movie missing from dim_movies, or twice in it, would change the number of votes. #}
select facts.votes, marts.votes as votes_in_mart
from (select count(*) as votes from {{ ref('fact_ratings') }}) as facts
cross join (select sum(votes) as votes from {{ ref('movie_ratings') }}) as marts
where facts.votes <> marts.votes
