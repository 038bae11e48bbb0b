{# Stars from 0.5 to 5 in halves: a decimal adds up without rounding errors. #}
{% macro to_rating(column) -%}
    cast({{ column }} as decimal(2, 1))
{%- endmacro %}
