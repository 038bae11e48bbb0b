select
    series_key,
    season_number,
    series_title,
    episodes,
    rated_episodes,
    average_rating,
    num_votes,
    first_year,
    last_year,
    run_date
from (
    {{ newest(source('marts', 'series_season_summary'), ['series_key', 'season_number'], 'series_title') }}
) as newest
