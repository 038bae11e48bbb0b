{# A text as an array of its parts. #}
{% macro split_text(text, separator) -%}
    {{ return(adapter.dispatch('split_text', 'netflix_scale')(text, separator)) }}
{%- endmacro %}

{% macro default__split_text(text, separator) -%}
    split({{ text }}, '{{ separator }}')
{%- endmacro %}

{% macro duckdb__split_text(text, separator) -%}
    string_split({{ text }}, '{{ separator }}')
{%- endmacro %}

{% macro postgres__split_text(text, separator) -%}
    string_to_array({{ text }}, '{{ separator }}')
{%- endmacro %}

{% macro redshift__split_text(text, separator) -%}
    split_to_array({{ text }}, '{{ separator }}')
{%- endmacro %}
