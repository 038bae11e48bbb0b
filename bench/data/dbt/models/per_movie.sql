select movie_id, count(*) as ratings, avg(rating) as average from main.ratings group by movie_id
