-- What every load commits together with its rows: who loaded which slice of which table, from what content.
-- Sluice makes it by itself; where it may not, run this file once in the database.
CREATE SCHEMA IF NOT EXISTS _sluice;

CREATE TABLE IF NOT EXISTS _sluice.load_ledger (
  step VARCHAR NOT NULL,
  table_name VARCHAR NOT NULL,
  slice VARCHAR NOT NULL,
  namespace VARCHAR NOT NULL,
  run VARCHAR NOT NULL,
  run_uid VARCHAR NOT NULL,
  task VARCHAR NOT NULL,
  attempt INTEGER NOT NULL,
  fencing_token BIGINT NOT NULL,
  mode VARCHAR NOT NULL,
  input_digest VARCHAR NOT NULL,
  rows BIGINT NOT NULL,
  loaded_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now()
);
