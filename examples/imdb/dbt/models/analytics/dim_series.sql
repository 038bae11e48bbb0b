{# A series whose start was corrected between two dumps has its newest start year. #}
with numbered as (
    select
        series_key,
        series_title,
        series_start_year,
        row_number() over (
            partition by series_key
            order by coalesce(series_start_year, 0) desc, run_date desc, series_title
        ) as copy_number
    from {{ source('marts', 'episode_facts') }}
)

select
    series_key,
    series_title,
    series_start_year,
    case
        when series_start_year is null then series_title
        else {{ dbt.concat(["series_title", "' ('", "cast(series_start_year as " ~ dbt.type_string() ~ ")", "')'"]) }}
    end as series_label
from numbered
where copy_number = 1
