SET query_group TO 'sluice data/films-x1 raw-films 2 2026-11-21';

SET TimeZone TO 'UTC';

SET DateStyle TO 'ISO, YMD';

SET statement_timeout TO 0;
