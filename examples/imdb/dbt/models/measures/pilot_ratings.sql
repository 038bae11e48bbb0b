{# The rated first episode of season 1 that is flagged pilot; else any rated pilot of season 1; else the rated S1E1; else
   the earliest rated episode. #}
with rated as (
    select
        series_key,
        average_rating,
        row_number() over (
            partition by series_key
            order by
                case
                    when season_number = 1 and episode_number = 1 and is_pilot then 1
                    when season_number = 1 and is_pilot then 2
                    when season_number = 1 and episode_number = 1 then 3
                    else 4
                end,
                season_number,
                episode_number
        ) as choice
    from {{ ref('episode_facts_anl') }}
    where average_rating is not null
)

select series_key, average_rating as pilot_rating
from rated
where choice = 1
