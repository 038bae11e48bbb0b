{# One row per movie and genre. #}
{% macro genre_rows(relation) -%}
    {{ return(adapter.dispatch('genre_rows', 'netflix_scale')(relation)) }}
{%- endmacro %}

{% macro duckdb__genre_rows(relation) %}
select movie_id, unnest(string_split(genres, '|')) as genre from {{ relation }}
{% endmacro %}

{% macro postgres__genre_rows(relation) %}
select movie_id, unnest(string_to_array(genres, '|')) as genre from {{ relation }}
{% endmacro %}

{% macro redshift__genre_rows(relation) %}
select movies.movie_id, cast(parts as varchar) as genre
from (select movie_id, split_to_array(genres, '|') as genre_array from {{ relation }}) as movies,
    movies.genre_array as parts
{% endmacro %}

{% macro snowflake__genre_rows(relation) %}
select movies.movie_id, cast(parts.value as varchar) as genre
from {{ relation }} as movies,
    lateral flatten(input => split(movies.genres, '|')) as parts
{% endmacro %}
