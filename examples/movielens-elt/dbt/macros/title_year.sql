{# "Toy Story (1995)" is Toy Story of 1995; a title without a year, or with a span of years, is kept as it is. #}
{% macro ends_with_year(title) -%}
    right({{ title }}, 6) like '(____)' and translate(substring(right({{ title }}, 6), 2, 4), '0123456789', '') = ''
{%- endmacro %}

{% macro title_without_year(title) -%}
    case
        when {{ ends_with_year(title) }} then {{ clean_text("left(" ~ title ~ ", length(" ~ title ~ ") - 6)") }}
        else {{ title }}
    end
{%- endmacro %}

{% macro title_year(title) -%}
    case when {{ ends_with_year(title) }} then cast(substring(right({{ title }}, 6), 2, 4) as integer) end
{%- endmacro %}
