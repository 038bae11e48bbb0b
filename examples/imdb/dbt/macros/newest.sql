{#
    The rows of a relation, one for each business key: of several the one of the newest run date. Within one run date a
    row with more votes wins, then one by the tie breaker, so that the choice is the same each time.
#}
{% macro newest(relation, grain, tie_breaker, where='1 = 1') -%}
    select *
    from (
        select
            all_rows.*,
            row_number() over (
                partition by {{ grain | join(', ') }}
                order by run_date desc, coalesce(num_votes, 0) desc, {{ tie_breaker }}
            ) as copy_number
        from {{ relation }} as all_rows
        where {{ where }}
    ) as numbered
    where copy_number = 1
{%- endmacro %}
