-- The current owner of every slice: the load with the highest fencing token.
SELECT table_name, slice, run, attempt, mode, rows, loaded_at
FROM _sluice.load_ledger
QUALIFY row_number() OVER (PARTITION BY step, table_name, slice ORDER BY fencing_token DESC, run_uid DESC) = 1
ORDER BY table_name, slice;
