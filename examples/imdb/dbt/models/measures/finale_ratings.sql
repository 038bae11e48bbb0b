{# The latest rated episode; if it is no finale, the rated finale of its season; if there is none, the latest rated one
   after all. #}
with rated as (
    select
        series_key,
        season_number,
        average_rating,
        is_finale,
        row_number() over (
            partition by series_key
            order by season_number desc, episode_number desc
        ) as from_the_end
    from {{ ref('episode_facts_anl') }}
    where average_rating is not null
)

select
    latest.series_key,
    case
        when latest.is_finale then latest.average_rating
        else coalesce(max(finale.average_rating), latest.average_rating)
    end as finale_rating
from rated as latest
left join rated as finale
    on
        latest.series_key = finale.series_key
        and latest.season_number = finale.season_number
        and finale.is_finale
where latest.from_the_end = 1
group by latest.series_key, latest.is_finale, latest.average_rating
