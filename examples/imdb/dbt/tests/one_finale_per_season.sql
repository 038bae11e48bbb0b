{# Two finales of a season would make the finale's rating a matter of chance. #}
select series_key, season_number
from {{ ref('episode_facts_anl') }}
where is_finale
group by series_key, season_number
having count(*) > 1
