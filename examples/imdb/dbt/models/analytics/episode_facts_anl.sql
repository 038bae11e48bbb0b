{# Episodes without a number have no place in the grain: they stay in marts.episode_facts. #}
select
    series_key,
    season_number,
    episode_number,
    episode_key,
    series_title,
    series_start_year,
    episode_title,
    release_year,
    runtime_minutes,
    average_rating,
    num_votes,
    is_pilot,
    is_finale,
    is_special,
    run_date
from (
    {{ newest(
        source('marts', 'episode_facts'), ['series_key', 'season_number', 'episode_number'], 'episode_key',
        where='season_number is not null and episode_number is not null'
    ) }}
) as newest
