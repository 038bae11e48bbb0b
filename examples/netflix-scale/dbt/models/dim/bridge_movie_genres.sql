{# What MovieLens calls "(no genres listed)" is no genre. #}
with genres as (
    {{ genre_rows(ref('dim_movies')) }}
)

select movie_id, genre
from genres
where genre <> '(no genres listed)'
