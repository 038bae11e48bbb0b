{# Seconds since 1970 as a timestamp in UTC, without time zone. #}
{% macro from_epoch(seconds) -%}
    {{ return(adapter.dispatch('from_epoch', 'netflix_scale')(seconds)) }}
{%- endmacro %}

{% macro duckdb__from_epoch(seconds) -%}
    make_timestamp(cast({{ seconds }} as bigint) * 1000000)
{%- endmacro %}

{% macro postgres__from_epoch(seconds) -%}
    (to_timestamp({{ seconds }}) at time zone 'UTC')
{%- endmacro %}

{% macro redshift__from_epoch(seconds) -%}
    (timestamp 'epoch' + {{ seconds }} * interval '1 second')
{%- endmacro %}

{% macro snowflake__from_epoch(seconds) -%}
    to_timestamp_ntz({{ seconds }})
{%- endmacro %}
