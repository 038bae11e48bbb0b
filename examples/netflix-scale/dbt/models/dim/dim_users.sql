{# union, not union all: who rated and tagged is one user. #}
select user_id from {{ ref('src_ratings') }}
union
select user_id from {{ ref('src_tags') }}
