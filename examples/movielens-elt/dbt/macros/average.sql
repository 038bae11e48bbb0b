{# To four digits. Averaged as a floating point number, because some databases give the average of a decimal its scale. #}
{% macro average(column) -%}
    round(cast(avg(cast({{ column }} as {{ dbt.type_float() }})) as {{ dbt.type_numeric() }}), 4)
{%- endmacro %}
