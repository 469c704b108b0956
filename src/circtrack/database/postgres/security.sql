-- What a role of a server reads: views in a schema of their own, over tables with row-level security. The functions that
-- it may call stand there too.
--
-- Whoever owns the tables, and whoever is a member of that role, is above all this. Everyone else can name nothing in the
-- tables' own schema, so what policies ask there tells them nothing. The views' schema is closed until `circtrack admin
-- grant` opens it; the rights themselves are everybody's, so that thousands of roles need not stand on each table. Nobody
-- has a right to write: that goes through the gate (gate.sql).
--
-- A role reads the chains to which its office, or one under it, belongs; of what is owed in them its own part, and all
-- of it where the chain's first letter is its own. It sees no number of a letter that is hidden from it. Rows that are
-- found by such a number come from a function (veiled_...), so that the others keep their indexes: of a chain whose first
-- letter is hidden, the number is that of the first one that the role reads; negative, for what the hidden one states.

DO $do$
DECLARE
    its_letter text := 'EXISTS (SELECT 1 FROM circtrack_roles.letter AS l WHERE l.id = %1$I.letter)';
    mine text := 'EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT (my_seat()).realms)::text[])'
        ' AND r.office = %1$I.';
    of_my_chain text := 'EXISTS (SELECT 1 FROM my_chain AS c WHERE c.chain = root)';
    of_my_task text := 'EXISTS (SELECT 1 FROM my_task AS t WHERE t.of_task = task)';
    owed text := of_my_task || ' AND (EXISTS (SELECT 1 FROM my_own_task AS t WHERE t.of_task = task)'
        ' OR ' || mine || 'office))';
    of_the_office text := 'office = (SELECT (my_seat()).office) AND office <> ''''';
    hidden text := '(ARRAY(SELECT h.id FROM hidden_letters() AS h))';
    open_number text := 'CASE WHEN %1$s = ANY ' || hidden || ' THEN %2$s ELSE %1$s END AS %1$s';
    first_open text := '%s(SELECT l.id FROM letter AS l WHERE l.root = %I.%I AND l.id <> ALL ' || hidden
        || ' ORDER BY l.date, l.id LIMIT 1)';
    open_changes text := 'coalesce(regexp_replace(changes, (SELECT mark_hidden_numbers()), ''\1null'', ''g''), changes)'
        ' AS changes';
    added text := '(asked IS NOT NULL AND asked = mark_asked(task)) AS asked';  -- by these offices alone
    -- Codes, by which rows are looked for.
    told text[] := '{issuer,office,province,progress,kind,kinds,secrecy,rule,type,code,recorded_by,spoken_by,said_by,said_to}';
    its record;
    veils text;
BEGIN
    FOR its IN SELECT x.*, ARRAY(
        SELECT a.attname::text FROM pg_attribute AS a
        WHERE a.attrelid = x.name::regclass AND a.attnum > 0 ORDER BY a.attnum
    ) AS columns FROM (VALUES
        ('letter', '{parent,root}'::text[], of_my_chain || ' AND (secrecy = '''' OR id <> ALL ' || hidden || ')'),
        ('letter_number', '{}', its_letter || ' AND source <> ALL (ARRAY(SELECT h.number FROM hidden_letters() AS h))'),
        ('letter_link', '{}', its_letter), ('finding', '{}', its_letter), ('withdrawn', '{}', mine || 'issuer)'),
        ('stated_task', '{letter}', its_letter),
        ('task', '{letter}', 'EXISTS (SELECT 1 FROM my_task AS t WHERE t.of_task = id)'),
        ('delivery', '{root}', of_my_chain || ' AND letter <> ALL ' || hidden),
        ('obligation', '{closed_by}', owed), ('obligation_round', '{closed_by}', owed), ('reminder', '{}', owed),
        ('deadline_change', '{}', '(letter IS NULL OR letter <> ALL ' || hidden || ') AND CASE WHEN office IS NULL'
            ' THEN ' || of_my_task || ' ELSE ' || owed || ' END'),
        ('said', '{}', its_letter || ' AND CASE WHEN office <> '''' THEN ' || mine || 'office) WHEN said_by <> '''' THEN '
            || mine || 'said_by) ELSE true END'),
        ('register_entry', '{letter}', 'office IN (SELECT unnest(ARRAY[m.office, m.house]) FROM my_seat() AS m)'),
        ('draft', '{}', of_the_office), ('file_read', '{}', of_the_office), ('journal', '{}', of_the_office)
    ) AS x (name, letters, which) LOOP
        SELECT string_agg(quote_ident(c) || ' = ANY ' || hidden, ' OR ') INTO veils FROM unnest(its.letters) AS c
            WHERE its.name IN ('letter', 'task', 'delivery', 'stated_task');
        -- Of what stands in rows the server learns nothing: by EXPLAIN, its estimates would tell a role values of any row.
        EXECUTE (
            SELECT string_agg(format('ALTER TABLE %I ALTER %I SET STATISTICS 0', its.name, a.attname), ';')
            FROM pg_attribute AS a WHERE a.attrelid = its.name::regclass AND a.atttypid = 'text'::regtype AND a.attname <> ALL (told)
        );
        EXECUTE format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY; GRANT SELECT ON %1$I TO PUBLIC;'
            ' CREATE POLICY seen ON %1$I FOR SELECT USING (' || its.which
            || coalesce(' AND (' || veils || ') IS NOT TRUE', '') || ');'
            ' CREATE VIEW circtrack_roles.%1$I WITH (security_invoker) AS SELECT ' || (
                SELECT string_agg(CASE WHEN c = 'changes' THEN open_changes WHEN c = 'asked' THEN added
                    WHEN c = ANY (its.letters) AND veils IS NULL THEN format(open_number, c, 'NULL') ELSE c END, ', ')
                FROM unnest(its.columns) AS c
            ) || ' FROM %1$I', its.name);
        CONTINUE WHEN veils IS NULL;  -- below, IS TRUE keeps what is asked of these few rows from being joined with all chains
        EXECUTE format('CREATE FUNCTION veiled_%1$s() RETURNS SETOF %1$I LANGUAGE plpgsql STABLE ROWS 1 SECURITY DEFINER'
            ' SET search_path FROM CURRENT AS $$ BEGIN IF EXISTS (SELECT hidden_letters()) THEN RETURN QUERY SELECT ' || (
                SELECT string_agg(CASE WHEN c = ANY (its.letters) THEN format(
                    open_number, c, CASE WHEN c = 'parent' THEN 'NULL'
                        ELSE format(first_open, CASE its.name WHEN 'stated_task' THEN '-' END, its.name, c) END
                ) ELSE c END, ', ') FROM unnest(its.columns) AS c
            ) || ' FROM %1$I WHERE (' || veils || ') AND (' || its.which || ') IS TRUE' || CASE its.name WHEN 'stated_task' THEN
                ' AND ' || of_my_task || ' AND (task, letter) IN (SELECT t.id, t.letter FROM task AS t)' ELSE '' END
            || '; END IF; END $$;'
            ' CREATE OR REPLACE VIEW circtrack_roles.%1$I WITH (security_invoker) AS'
            ' SELECT * FROM %1$I UNION ALL (SELECT * FROM veiled_%1$s() OFFSET 0)', its.name);
    END LOOP;
    FOREACH its.name IN ARRAY ARRAY[
        'setting', 'office', 'office_version', 'latest_office', 'tables_version', 'seat', 'reach', 'role_office', 'journal_head'
    ] LOOP
        EXECUTE format('CREATE VIEW circtrack_roles.%1$I AS SELECT * FROM %1$I', its.name);
    END LOOP;
    GRANT SELECT ON reach, my_chain, my_task, my_own_task TO PUBLIC;  -- policies read them as whoever asks
    GRANT SELECT ON ALL TABLES IN SCHEMA circtrack_roles TO PUBLIC;
    REVOKE SELECT ON circtrack_roles.role_office, circtrack_roles.journal_head FROM PUBLIC;
END $do$;
