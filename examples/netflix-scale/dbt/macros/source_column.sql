{# A column of a loaded file, by its name in the file. It is quoted, because tag and timestamp are words of their own on some
   warehouses, and folded as a load folds it. #}
{% macro source_column(name) -%}
    {{ return(adapter.dispatch('source_column', 'netflix_scale')(name)) }}
{%- endmacro %}

{% macro default__source_column(name) -%}
    {{ return(adapter.quote(name | lower)) }}
{%- endmacro %}

{% macro snowflake__source_column(name) -%}
    {{ return(adapter.quote(name | upper)) }}
{%- endmacro %}
