{# What a dashboard shows of a series; what cannot be said is 0, as the measures of the dashboard had it. #}
with totals as (
    select
        series_key,
        count(distinct season_number) as seasons,
        count(*) as episodes,
        avg(average_rating) as average_rating,
        coalesce(sum(num_votes), 0) as num_votes
    from {{ ref('episode_facts_anl') }}
    group by series_key
)

select
    series.series_key,
    series.series_label,
    coalesce(totals.seasons, 0) as seasons,
    coalesce(totals.episodes, 0) as episodes,
    {{ rounded('coalesce(totals.average_rating, 0)') }} as average_rating,
    coalesce(totals.num_votes, 0) as num_votes,
    coalesce(pilots.pilot_rating, 0) as pilot_rating,
    coalesce(finales.finale_rating, 0) as finale_rating,
    coalesce(best.best_season, 0) as best_season,
    {{ rounded('coalesce(finales.finale_rating, 0) - coalesce(totals.average_rating, 0)') }} as finale_minus_average,
    {{ rounded('coalesce(totals.average_rating, 0) * ln(1 + coalesce(totals.episodes, 0))') }} as binge_score,
    {{ rounded('coalesce(totals.average_rating, 0) * ln(1 + coalesce(totals.num_votes, 0))') }} as popularity
from {{ ref('dim_series') }} as series
left join totals on series.series_key = totals.series_key
left join {{ ref('pilot_ratings') }} as pilots on series.series_key = pilots.series_key
left join {{ ref('finale_ratings') }} as finales on series.series_key = finales.series_key
left join {{ ref('best_seasons') }} as best on series.series_key = best.series_key
