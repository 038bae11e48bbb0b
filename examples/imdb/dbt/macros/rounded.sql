{# Rounded as a decimal: not every database rounds floating point numbers to digits. #}
{% macro rounded(expression, digits=2) -%}
    round(cast({{ expression }} as {{ dbt.type_numeric() }}), {{ digits }})
{%- endmacro %}
