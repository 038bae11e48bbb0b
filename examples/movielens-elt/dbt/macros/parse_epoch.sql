{# MovieLens writes points in time as seconds since 1970 in UTC: here a timestamp in UTC, without a zone. #}
{% macro parse_epoch(seconds) -%}
    {{ dbt.dateadd('second', seconds, "cast('1970-01-01' as timestamp)") }}
{%- endmacro %}
