{{ no_nulls_in_columns(ref('fct_genome_scores')) }}
