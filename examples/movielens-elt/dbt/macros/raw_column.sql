{#
    A column of a raw table by the name that it has in the CSV. Some are reserved words in some warehouse, so all are
    quoted, in the case to which the warehouse folds a plain name.
#}
{% macro raw_column(name) -%}
    {%- if target.type == 'snowflake' -%}
        {{ adapter.quote(name | upper) }}
    {%- elif target.type == 'duckdb' -%}
        {{ adapter.quote(name) }}
    {%- else -%}
        {{ adapter.quote(name | lower) }}
    {%- endif -%}
{%- endmacro %}
