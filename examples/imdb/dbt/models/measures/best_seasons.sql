{# The season with the highest average rating; of equals the earliest. #}
with ranked as (
    select
        series_key,
        season_number,
        row_number() over (partition by series_key order by average_rating desc, season_number) as place
    from {{ ref('series_season_summary_anl') }}
    where average_rating is not null
)

select series_key, season_number as best_season
from ranked
where place = 1
