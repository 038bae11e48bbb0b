select rating_year, count(*) as ratings, avg(rating) as average from main.ratings group by rating_year
