{#
  Lets the BI role into the schema of the dashboards. Before the models and once, not with each of them: two transactions that
  grant rights on one schema at the same time end in "tuple concurrently updated" in PostgreSQL.
#}
{% macro grant_serving_schema() -%}
    {%- set schema = generate_schema_name('serving', none) -%}
    {%- if execute and adapter.check_schema_exists(target.database, schema) -%}
        {{ adapter.dispatch('grant_schema', 'netflix_scale')(schema, var('bi_role')) }}
    {%- endif -%}
{%- endmacro %}

{% macro default__grant_schema(schema, role) -%}
    grant usage on schema {{ adapter.quote(schema) }} to {{ role }}
{%- endmacro %}

{% macro redshift__grant_schema(schema, role) -%}
    grant usage on schema {{ adapter.quote(schema) }} to role {{ role }}
{%- endmacro %}

{% macro snowflake__grant_schema(schema, role) -%}
    grant usage on schema {{ target.database }}.{{ schema }} to role {{ role }}
{%- endmacro %}

{% macro duckdb__grant_schema(schema, role) -%}
{%- endmacro %}

{# Lets the BI role read this model; DuckDB is a file and has no roles. #}
{% macro grant_serving() -%}
    {{ return(adapter.dispatch('grant_serving', 'netflix_scale')()) }}
{%- endmacro %}

{% macro default__grant_serving() -%}
    grant select on {{ this }} to {{ var('bi_role') }}
{%- endmacro %}

{% macro redshift__grant_serving() -%}
    grant select on {{ this }} to role {{ var('bi_role') }}
{%- endmacro %}

{% macro snowflake__grant_serving() -%}
    grant select on {{ this }} to role {{ var('bi_role') }}
{%- endmacro %}

{% macro duckdb__grant_serving() -%}
{%- endmacro %}
