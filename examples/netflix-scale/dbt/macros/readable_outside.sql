{# Tables and views outside of a schema that a role can read, and those of the schema that it cannot: both are wrong. #}
{% macro readable_outside(role, schema) -%}
    {{ return(adapter.dispatch('readable_outside', 'netflix_scale')(role, schema)) }}
{%- endmacro %}

{% macro default__readable_outside(role, schema) %}
with relations as (
    select
        namespaces.nspname as schema_name,
        classes.relname as table_name,
        has_schema_privilege('{{ role }}', namespaces.oid, 'usage')
            and has_table_privilege('{{ role }}', classes.oid, 'select') as readable
    from pg_catalog.pg_class as classes
    inner join pg_catalog.pg_namespace as namespaces on classes.relnamespace = namespaces.oid
    where classes.relkind in ('r', 'v', 'm', 'p')
        and namespaces.nspname not in ('pg_catalog', 'information_schema')
        and namespaces.nspname not like 'pg\_%'
)

select schema_name, table_name, readable
from relations
where readable <> (schema_name = '{{ schema }}')
{% endmacro %}

{% macro redshift__readable_outside(role, schema) %}
select namespace_name as schema_name, relation_name as table_name, true as readable
from svv_relation_privileges
where identity_type = 'role'
    and identity_name = '{{ role }}'
    and privilege_type = 'SELECT'
    and namespace_name <> '{{ schema }}'
{% endmacro %}

{% macro snowflake__readable_outside(role, schema) %}
select object_schema as schema_name, object_name as table_name, true as readable
from {{ target.database }}.information_schema.object_privileges
where grantee = upper('{{ role }}')
    and privilege_type in ('SELECT', 'OWNERSHIP')
    and object_type in ('TABLE', 'VIEW')
    and object_schema <> upper('{{ schema }}')
{% endmacro %}

{% macro duckdb__readable_outside(role, schema) %}
select null as schema_name, null as table_name, true as readable
where 1 = 0
{% endmacro %}
