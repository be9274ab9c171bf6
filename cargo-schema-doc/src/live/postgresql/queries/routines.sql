SELECT p.oid,
       p.prokind::text AS kind,
       pg_catalog.format('%I.%I', n.nspname, p.proname) AS qualified,
       -- As it is printed where it is called, and with the types that tell it from others of its name.
       CASE WHEN pg_catalog.pg_function_is_visible(p.oid) THEN pg_catalog.quote_ident(p.proname::text)
            ELSE pg_catalog.format('%I.%I', n.nspname, p.proname) END AS printed,
       p.oid::regprocedure::text AS signature,
       CASE WHEN p.prokind <> 'a' THEN pg_catalog.pg_get_functiondef(p.oid) END AS definition,
       pg_catalog.pg_get_function_arguments(p.oid) AS arguments,
       CASE WHEN p.prokind = 'a' THEN pg_catalog.concat_ws(', ',
           'SFUNC = ' || a.aggtransfn::text,
           'STYPE = ' || pg_catalog.format_type(a.aggtranstype, NULL),
           'SSPACE = ' || CASE WHEN a.aggtransspace > 0 THEN a.aggtransspace::text END,
           'FINALFUNC = ' || CASE WHEN a.aggfinalfn::oid <> 0::oid THEN a.aggfinalfn::text END,
           CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
           'COMBINEFUNC = ' || CASE WHEN a.aggcombinefn::oid <> 0::oid THEN a.aggcombinefn::text END,
           'SERIALFUNC = ' || CASE WHEN a.aggserialfn::oid <> 0::oid THEN a.aggserialfn::text END,
           'DESERIALFUNC = ' || CASE WHEN a.aggdeserialfn::oid <> 0::oid THEN a.aggdeserialfn::text END,
           'INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
           'MSFUNC = ' || CASE WHEN a.aggmtransfn::oid <> 0::oid THEN a.aggmtransfn::text END,
           'MINVFUNC = ' || CASE WHEN a.aggminvtransfn::oid <> 0::oid THEN a.aggminvtransfn::text END,
           'MSTYPE = ' || CASE WHEN a.aggmtranstype <> 0::oid THEN pg_catalog.format_type(a.aggmtranstype, NULL) END,
           'MFINALFUNC = ' || CASE WHEN a.aggmfinalfn::oid <> 0::oid THEN a.aggmfinalfn::text END,
           'MINITCOND = ' || pg_catalog.quote_literal(a.aggminitval),
           'SORTOP = ' || CASE WHEN a.aggsortop <> 0::oid THEN pg_catalog.format('OPERATOR(%s)', a.aggsortop::regoper) END,
           'PARALLEL = ' || CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END,
           CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)
       END AS options,
       d.description AS comment
FROM pg_catalog.pg_proc AS p
JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
LEFT JOIN pg_catalog.pg_aggregate AS a ON a.aggfnoid::oid = p.oid
LEFT JOIN pg_catalog.pg_description AS d
       ON d.classoid = 'pg_catalog.pg_proc'::regclass::oid AND d.objoid = p.oid AND d.objsubid = 0
WHERE p.pronamespace = ANY ($1)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e
                  WHERE e.classid = 'pg_catalog.pg_proc'::regclass::oid AND e.objid = p.oid AND e.deptype::text IN ('e', 'i'))
ORDER BY p.prokind = 'a', p.oid
