{# The rows that have a null in any column of a relation. #}
{% macro no_nulls_in_columns(model) %}
select *
from {{ model }}
where
    {% for column in adapter.get_columns_in_relation(model) -%}
    {{ adapter.quote(column.name) }} is null or
    {% endfor %}
    1 = 0
{% endmacro %}
