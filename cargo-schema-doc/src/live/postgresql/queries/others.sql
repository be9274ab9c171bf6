-- What is kept as text: languages, collations, foreign servers, operators, casts, text search, event triggers. Each with its rank (what comes
-- before types and tables is 0, what needs functions is 1), its kind and name as `COMMENT ON` calls it, and the statement that makes it.
WITH extension_owned AS (SELECT e.classid, e.objid FROM pg_catalog.pg_depend AS e WHERE e.deptype = 'e'),
found AS (
    SELECT 'pg_catalog.pg_language'::regclass::oid AS class, l.oid, 0 AS rank, 'LANGUAGE' AS kind, pg_catalog.quote_ident(l.lanname::text) AS printed,
           pg_catalog.concat_ws(' ',
               CASE WHEN l.lanpltrusted THEN 'CREATE TRUSTED LANGUAGE' ELSE 'CREATE LANGUAGE' END, pg_catalog.quote_ident(l.lanname::text),
               'HANDLER ' || CASE WHEN l.lanplcallfoid <> 0::oid THEN l.lanplcallfoid::regproc::text END,
               'INLINE ' || CASE WHEN l.laninline <> 0::oid THEN l.laninline::regproc::text END,
               'VALIDATOR ' || CASE WHEN l.lanvalidator <> 0::oid THEN l.lanvalidator::regproc::text END) AS definition
    FROM pg_catalog.pg_language AS l
    WHERE l.oid >= 16384::oid
    UNION ALL
    SELECT 'pg_catalog.pg_am'::regclass::oid, a.oid, 0, 'ACCESS METHOD', pg_catalog.quote_ident(a.amname::text),
           pg_catalog.format('CREATE ACCESS METHOD %I TYPE %s HANDLER %s', a.amname, CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler)
    FROM pg_catalog.pg_am AS a
    WHERE a.oid >= 16384::oid
    UNION ALL
    SELECT 'pg_catalog.pg_foreign_data_wrapper'::regclass::oid, w.oid, 0, 'FOREIGN DATA WRAPPER', pg_catalog.quote_ident(w.fdwname::text),
           pg_catalog.concat_ws(' ',
               'CREATE FOREIGN DATA WRAPPER', pg_catalog.quote_ident(w.fdwname::text),
               'HANDLER ' || CASE WHEN w.fdwhandler <> 0::oid THEN w.fdwhandler::regproc::text END,
               'VALIDATOR ' || CASE WHEN w.fdwvalidator <> 0::oid THEN w.fdwvalidator::regproc::text END,
               'OPTIONS (' || (SELECT pg_catalog.string_agg(pg_catalog.format('%I %L', o.option_name,
                   CASE WHEN o.option_name ~* 'pass|secret|key|token|credential' THEN '***' ELSE o.option_value END), ', ')
                   FROM pg_catalog.pg_options_to_table(w.fdwoptions) AS o) || ')')
    FROM pg_catalog.pg_foreign_data_wrapper AS w
    WHERE w.oid >= 16384::oid
    UNION ALL
    -- Options may hold keys and passwords: what bears such a name is shown without its value.
    SELECT 'pg_catalog.pg_foreign_server'::regclass::oid, s.oid, 0, 'SERVER', pg_catalog.quote_ident(s.srvname::text),
           pg_catalog.concat_ws(' ',
               'CREATE SERVER', pg_catalog.quote_ident(s.srvname::text),
               'TYPE ' || pg_catalog.quote_literal(s.srvtype), 'VERSION ' || pg_catalog.quote_literal(s.srvversion),
               'FOREIGN DATA WRAPPER', pg_catalog.quote_ident(w.fdwname::text),
               'OPTIONS (' || (SELECT pg_catalog.string_agg(pg_catalog.format('%I %L', o.option_name,
                   CASE WHEN o.option_name ~* 'pass|secret|key|token|credential' THEN '***' ELSE o.option_value END), ', ')
                   FROM pg_catalog.pg_options_to_table(s.srvoptions) AS o) || ')')
    FROM pg_catalog.pg_foreign_server AS s
    JOIN pg_catalog.pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
    UNION ALL
    SELECT 'pg_catalog.pg_collation'::regclass::oid, c.oid, 0, 'COLLATION', c.oid::regcollation::text,
           pg_catalog.format('CREATE COLLATION %s (%s)', c.oid::regcollation, pg_catalog.concat_ws(', ',
               'provider = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
               -- The column has had three names.
               'locale = ' || pg_catalog.quote_literal(coalesce(
                   pg_catalog.to_jsonb(c) ->> 'colllocale', pg_catalog.to_jsonb(c) ->> 'colliculocale',
                   CASE WHEN c.collcollate::text = c.collctype::text THEN c.collcollate::text END)),
               'lc_collate = ' || CASE WHEN c.collcollate::text <> c.collctype::text THEN pg_catalog.quote_literal(c.collcollate::text) END,
               'lc_ctype = ' || CASE WHEN c.collcollate::text <> c.collctype::text THEN pg_catalog.quote_literal(c.collctype::text) END,
               'rules = ' || pg_catalog.quote_literal(pg_catalog.to_jsonb(c) ->> 'collicurules'),
               CASE WHEN NOT c.collisdeterministic THEN 'deterministic = false' END))
    FROM pg_catalog.pg_collation AS c
    WHERE c.collnamespace = ANY ($1)
    UNION ALL
    SELECT 'pg_catalog.pg_conversion'::regclass::oid, c.oid, 1, 'CONVERSION', pg_catalog.format('%I.%I', n.nspname, c.conname),
           pg_catalog.format('CREATE %sCONVERSION %I.%I FOR %L TO %L FROM %s', CASE WHEN c.condefault THEN 'DEFAULT ' END, n.nspname, c.conname,
               pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding), c.conproc)
    FROM pg_catalog.pg_conversion AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.connamespace
    WHERE c.connamespace = ANY ($1)
    UNION ALL
    SELECT 'pg_catalog.pg_operator'::regclass::oid, o.oid, 1, 'OPERATOR',
           pg_catalog.format('%I.%s (%s, %s)', n.nspname, o.oprname,
               CASE WHEN o.oprleft <> 0::oid THEN pg_catalog.format_type(o.oprleft, NULL) ELSE 'NONE' END,
               CASE WHEN o.oprright <> 0::oid THEN pg_catalog.format_type(o.oprright, NULL) ELSE 'NONE' END),
           pg_catalog.format('CREATE OPERATOR %I.%s (%s)', n.nspname, o.oprname, pg_catalog.concat_ws(', ',
               'FUNCTION = ' || o.oprcode::text,
               'LEFTARG = ' || CASE WHEN o.oprleft <> 0::oid THEN pg_catalog.format_type(o.oprleft, NULL) END,
               'RIGHTARG = ' || CASE WHEN o.oprright <> 0::oid THEN pg_catalog.format_type(o.oprright, NULL) END,
               'COMMUTATOR = ' || CASE WHEN o.oprcom <> 0::oid THEN pg_catalog.format('OPERATOR(%s)', o.oprcom::regoper) END,
               'NEGATOR = ' || CASE WHEN o.oprnegate <> 0::oid THEN pg_catalog.format('OPERATOR(%s)', o.oprnegate::regoper) END,
               'RESTRICT = ' || CASE WHEN o.oprrest::oid <> 0::oid THEN o.oprrest::text END,
               'JOIN = ' || CASE WHEN o.oprjoin::oid <> 0::oid THEN o.oprjoin::text END,
               CASE WHEN o.oprcanmerge THEN 'MERGES' END,
               CASE WHEN o.oprcanhash THEN 'HASHES' END))
    FROM pg_catalog.pg_operator AS o
    JOIN pg_catalog.pg_namespace AS n ON n.oid = o.oprnamespace
    -- Without those that another one only names (`COMMUTATOR`).
    WHERE o.oprnamespace = ANY ($1) AND o.oprcode::oid <> 0::oid
    UNION ALL
    SELECT 'pg_catalog.pg_opfamily'::regclass::oid, f.oid, 1, 'OPERATOR FAMILY', pg_catalog.format('%I.%I USING %I', n.nspname, f.opfname, a.amname),
           pg_catalog.concat_ws(E';\n',
               pg_catalog.format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname),
               -- What is no class's.
               pg_catalog.format('ALTER OPERATOR FAMILY %I.%I USING %I ADD ', n.nspname, f.opfname, a.amname) || (
                   SELECT pg_catalog.string_agg(m.part, ', ' ORDER BY m.rank, m.number, m.part)
                   FROM pg_catalog.pg_depend AS d
                   JOIN (SELECT 'pg_catalog.pg_amop'::regclass::oid AS class, o.oid, 1 AS rank, o.amopstrategy AS number,
                                pg_catalog.format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator) AS part
                         FROM pg_catalog.pg_amop AS o
                         UNION ALL
                         SELECT 'pg_catalog.pg_amproc'::regclass::oid, p.oid, 2, p.amprocnum,
                                pg_catalog.format('FUNCTION %s (%s, %s) %s', p.amprocnum, pg_catalog.format_type(p.amproclefttype, NULL),
                                    pg_catalog.format_type(p.amprocrighttype, NULL), p.amproc::oid::regprocedure)
                         FROM pg_catalog.pg_amproc AS p) AS m ON m.class = d.classid AND m.oid = d.objid
                   WHERE d.refclassid = 'pg_catalog.pg_opfamily'::regclass::oid AND d.refobjid = f.oid))
    FROM pg_catalog.pg_opfamily AS f
    JOIN pg_catalog.pg_namespace AS n ON n.oid = f.opfnamespace
    JOIN pg_catalog.pg_am AS a ON a.oid = f.opfmethod
    -- Without those that a class of the same name brings along.
    WHERE f.opfnamespace = ANY ($1)
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_opclass AS c
                      WHERE c.opcfamily = f.oid AND c.opcname = f.opfname AND c.opcnamespace = f.opfnamespace)
    UNION ALL
    SELECT 'pg_catalog.pg_opclass'::regclass::oid, c.oid, 1, 'OPERATOR CLASS', pg_catalog.format('%I.%I USING %I', n.nspname, c.opcname, a.amname),
           pg_catalog.format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I%s AS %s', n.nspname, c.opcname,
               CASE WHEN c.opcdefault THEN 'DEFAULT ' END, pg_catalog.format_type(c.opcintype, NULL), a.amname,
               CASE WHEN f.opfname <> c.opcname OR f.opfnamespace <> c.opcnamespace
                    THEN pg_catalog.format(' FAMILY %s.%I', f.opfnamespace::regnamespace, f.opfname) END,
               pg_catalog.concat_ws(', ',
                   'STORAGE ' || CASE WHEN c.opckeytype <> 0::oid THEN pg_catalog.format_type(c.opckeytype, NULL) END,
                   (SELECT pg_catalog.string_agg(pg_catalog.format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator), ', ' ORDER BY o.amopstrategy)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_amop AS o ON d.classid = 'pg_catalog.pg_amop'::regclass::oid AND o.oid = d.objid
                    WHERE d.refclassid = 'pg_catalog.pg_opclass'::regclass::oid AND d.refobjid = c.oid),
                   (SELECT pg_catalog.string_agg(pg_catalog.format('FUNCTION %s %s', o.amprocnum, o.amproc::oid::regprocedure), ', ' ORDER BY o.amprocnum)
                    FROM pg_catalog.pg_depend AS d
                    JOIN pg_catalog.pg_amproc AS o ON d.classid = 'pg_catalog.pg_amproc'::regclass::oid AND o.oid = d.objid
                    WHERE d.refclassid = 'pg_catalog.pg_opclass'::regclass::oid AND d.refobjid = c.oid)))
    FROM pg_catalog.pg_opclass AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.opcnamespace
    JOIN pg_catalog.pg_am AS a ON a.oid = c.opcmethod
    JOIN pg_catalog.pg_opfamily AS f ON f.oid = c.opcfamily
    WHERE c.opcnamespace = ANY ($1)
    UNION ALL
    SELECT 'pg_catalog.pg_cast'::regclass::oid, c.oid, 1, 'CAST',
           pg_catalog.format('(%s AS %s)', pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL)),
           pg_catalog.format('CREATE CAST (%s AS %s) %s%s', pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL),
               CASE c.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' THEN 'WITHOUT FUNCTION'
                    ELSE pg_catalog.format('WITH FUNCTION %s', c.castfunc::regprocedure) END,
               CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END)
    FROM pg_catalog.pg_cast AS c
    WHERE c.oid >= 16384::oid
      -- Without those that a range type brings along.
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                      WHERE d.classid = 'pg_catalog.pg_cast'::regclass::oid AND d.objid = c.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 'pg_catalog.pg_transform'::regclass::oid, t.oid, 1, 'TRANSFORM',
           pg_catalog.format('FOR %s LANGUAGE %I', pg_catalog.format_type(t.trftype, NULL), l.lanname),
           pg_catalog.format('CREATE TRANSFORM FOR %s LANGUAGE %I (%s)', pg_catalog.format_type(t.trftype, NULL), l.lanname, pg_catalog.concat_ws(', ',
               'FROM SQL WITH FUNCTION ' || CASE WHEN t.trffromsql::oid <> 0::oid THEN t.trffromsql::oid::regprocedure::text END,
               'TO SQL WITH FUNCTION ' || CASE WHEN t.trftosql::oid <> 0::oid THEN t.trftosql::oid::regprocedure::text END))
    FROM pg_catalog.pg_transform AS t
    JOIN pg_catalog.pg_language AS l ON l.oid = t.trflang
    WHERE t.oid >= 16384::oid
    UNION ALL
    SELECT 'pg_catalog.pg_ts_parser'::regclass::oid, p.oid, 1, 'TEXT SEARCH PARSER', pg_catalog.format('%I.%I', n.nspname, p.prsname),
           pg_catalog.format('CREATE TEXT SEARCH PARSER %I.%I (%s)', n.nspname, p.prsname, pg_catalog.concat_ws(', ',
               'START = ' || p.prsstart::text, 'GETTOKEN = ' || p.prstoken::text, 'END = ' || p.prsend::text,
               'HEADLINE = ' || CASE WHEN p.prsheadline::oid <> 0::oid THEN p.prsheadline::text END, 'LEXTYPES = ' || p.prslextype::text))
    FROM pg_catalog.pg_ts_parser AS p
    JOIN pg_catalog.pg_namespace AS n ON n.oid = p.prsnamespace
    WHERE p.prsnamespace = ANY ($1)
    UNION ALL
    SELECT 'pg_catalog.pg_ts_template'::regclass::oid, t.oid, 1, 'TEXT SEARCH TEMPLATE', pg_catalog.format('%I.%I', n.nspname, t.tmplname),
           pg_catalog.format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)', n.nspname, t.tmplname, pg_catalog.concat_ws(', ',
               'INIT = ' || CASE WHEN t.tmplinit::oid <> 0::oid THEN t.tmplinit::text END, 'LEXIZE = ' || t.tmpllexize::text))
    FROM pg_catalog.pg_ts_template AS t
    JOIN pg_catalog.pg_namespace AS n ON n.oid = t.tmplnamespace
    WHERE t.tmplnamespace = ANY ($1)
    UNION ALL
    SELECT 'pg_catalog.pg_ts_dict'::regclass::oid, d.oid, 1, 'TEXT SEARCH DICTIONARY', d.oid::regdictionary::text,
           pg_catalog.format('CREATE TEXT SEARCH DICTIONARY %s (%s)', d.oid::regdictionary, pg_catalog.concat_ws(', ',
               pg_catalog.format('TEMPLATE = %s.%I', t.tmplnamespace::regnamespace, t.tmplname), d.dictinitoption))
    FROM pg_catalog.pg_ts_dict AS d
    JOIN pg_catalog.pg_ts_template AS t ON t.oid = d.dicttemplate
    WHERE d.dictnamespace = ANY ($1)
    UNION ALL
    SELECT 'pg_catalog.pg_ts_config'::regclass::oid, c.oid, 1, 'TEXT SEARCH CONFIGURATION', c.oid::regconfig::text,
           pg_catalog.concat_ws(E';\n',
               pg_catalog.format('CREATE TEXT SEARCH CONFIGURATION %s (PARSER = %s.%I)', c.oid::regconfig, p.prsnamespace::regnamespace, p.prsname),
               (SELECT pg_catalog.string_agg(pg_catalog.format('ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %I WITH %s',
                                                               c.oid::regconfig, k.alias, m.dictionaries), E';\n' ORDER BY k.tokid)
                FROM (SELECT w.maptokentype, pg_catalog.string_agg(w.mapdict::regdictionary::text, ', ' ORDER BY w.mapseqno) AS dictionaries
                      FROM pg_catalog.pg_ts_config_map AS w WHERE w.mapcfg = c.oid GROUP BY w.maptokentype) AS m
                JOIN pg_catalog.ts_token_type(c.cfgparser) AS k ON k.tokid = m.maptokentype))
    FROM pg_catalog.pg_ts_config AS c
    JOIN pg_catalog.pg_ts_parser AS p ON p.oid = c.cfgparser
    WHERE c.cfgnamespace = ANY ($1)
    UNION ALL
    SELECT 'pg_catalog.pg_event_trigger'::regclass::oid, t.oid, 2, 'EVENT TRIGGER', pg_catalog.quote_ident(t.evtname::text),
           pg_catalog.format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', t.evtname, t.evtevent,
               ' WHEN TAG IN (' || (SELECT pg_catalog.string_agg(pg_catalog.quote_literal(g), ', ') FROM pg_catalog.unnest(t.evttags) AS g) || ')',
               t.evtfoid::regproc)
           || coalesce(pg_catalog.format(E';\nALTER EVENT TRIGGER %I ', t.evtname)
                       || CASE t.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END, '')
    FROM pg_catalog.pg_event_trigger AS t
)
SELECT f.rank, f.kind, f.printed, f.definition, d.description AS comment
FROM found AS f
LEFT JOIN pg_catalog.pg_description AS d ON d.classoid = f.class AND d.objoid = f.oid AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_owned AS e WHERE e.classid = f.class AND e.objid = f.oid)
ORDER BY f.rank, f.oid
