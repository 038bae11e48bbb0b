{#
    Rounded as a decimal, because not every database rounds floating point numbers to digits; and a floating point number
    again, because databases show decimals with different numbers of zeros.
#}
{% macro rounded(expression, digits=2) -%}
    cast(round(cast({{ expression }} as {{ dbt.type_numeric() }}), {{ digits }}) as double precision)
{%- endmacro %}
