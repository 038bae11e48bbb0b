{# Lets the BI role read this model; DuckDB is a file and has no roles. #}
{% macro grant_serving() -%}
    {{ return(adapter.dispatch('grant_serving', 'netflix_scale')()) }}
{%- endmacro %}

{% macro default__grant_serving() -%}
    grant usage on schema {{ adapter.quote(this.schema) }} to {{ var('bi_role') }};
    grant select on {{ this }} to {{ var('bi_role') }}
{%- endmacro %}

{% macro redshift__grant_serving() -%}
    grant usage on schema {{ adapter.quote(this.schema) }} to role {{ var('bi_role') }};
    grant select on {{ this }} to role {{ var('bi_role') }}
{%- endmacro %}

{% macro snowflake__grant_serving() -%}
    begin
        grant usage on schema {{ this.without_identifier() }} to role {{ var('bi_role') }};
        grant select on {{ this }} to role {{ var('bi_role') }};
    end
{%- endmacro %}

{% macro duckdb__grant_serving() -%}
{%- endmacro %}
