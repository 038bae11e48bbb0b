{# It waits for what is served, so that it judges the rights that this run has left. #}
-- depends_on: {{ ref('top_movies') }} {{ ref('genre_ratings') }} {{ ref('most_active_users') }}
-- depends_on: {{ ref('releases_by_year') }} {{ ref('top_tags') }}
{{ readable_outside(var('bi_role'), ref('top_movies').schema) }}
