{# Every movie with its votes; the year stands in brackets at the end of its title. #}
with movies as (
    select
        movie_id,
        movie_title,
        case
            when movie_title like '%(____)' then left({{ dbt.right('movie_title', 5) }}, 4)
        end as year_text
    from {{ ref('dim_movies') }}
)

select
    movies.movie_id,
    movies.movie_title,
    cast(
        case when translate(movies.year_text, '0123456789', '') = '' then movies.year_text end as integer
    ) as release_year,
    count(ratings.rating) as votes,
    round(avg(ratings.rating), 4) as average_rating
from movies
left join {{ ref('fct_ratings') }} as ratings on movies.movie_id = ratings.movie_id
group by movies.movie_id, movies.movie_title, movies.year_text
