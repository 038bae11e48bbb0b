with activity as (
    select
        user_id,
        count(*) as votes,
        {{ average('rating') }} as average_rating
    from {{ ref('fact_ratings') }}
    group by user_id
),

ranked as (
    select
        row_number() over (order by votes desc, user_id) as place,
        user_id,
        votes,
        average_rating
    from activity
)

select *
from ranked
where place <= 100
