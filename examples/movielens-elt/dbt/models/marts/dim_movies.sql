select
    movie_id,
    title,
    release_year,
    {{ dbt.concat(["cast(release_year - mod(release_year, 10) as " ~ dbt.type_string() ~ ")", "'s'"]) }} as decade,
    replace(genres, '|', ', ') as genres
from {{ ref('stg_movies') }}
