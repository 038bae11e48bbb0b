-- What bi_reader may read outside of marts. Right is: no rows. Run as an administrator.
SELECT namespace_name, relation_name, privilege_type
FROM svv_relation_privileges
WHERE identity_type = 'role'
  AND identity_name = 'bi_reader'
  AND namespace_name <> 'marts'
ORDER BY 1, 2, 3;
