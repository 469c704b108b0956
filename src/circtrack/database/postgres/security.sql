-- What a role of a server reads: views in a schema of their own, over tables with row-level security. The functions that
-- it may call stand there too.
--
-- Whoever owns the tables, and whoever is a member of that role, is above all this. Everyone else can name nothing in the
-- tables' own schema, so what policies ask there tells them nothing. The views' schema is closed until `circtrack admin
-- grant` opens it; what is in it belongs to one role, the reader, so that thousands need not stand on each view. Nobody
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
    owed text := '(EXISTS (SELECT 1 FROM my_own_task AS t WHERE t.of_task = task) OR ' || mine || 'office) AND '
        || of_my_task || ')';
    of_the_office text := 'office = (SELECT (my_seat()).office) AND office <> ''''';
    hidden text := '(ARRAY(SELECT h.id FROM hidden_letters() AS h))';
    open_number text := 'CASE WHEN %1$s = ANY ' || hidden || ' THEN %2$s ELSE %1$s END AS %1$s';
    first_open text := '%s(SELECT l.id FROM letter AS l WHERE l.root = %I.%I AND l.id <> ALL ' || hidden
        || ' ORDER BY l.date, l.id LIMIT 1)';
    open_changes text := 'coalesce(regexp_replace(changes, (SELECT mark_hidden_numbers()), ''\1null'', ''g''), changes)'
        ' AS changes';
    open_place text := 'position - CASE WHEN letter = ANY (ARRAY(SELECT h.chain FROM hidden_places() AS h)) THEN'
        ' (SELECT count(*) FROM hidden_places() AS h WHERE h.chain = letter AND h.place < position) ELSE 0 END AS position';
    added text := '(asked IS NOT NULL AND asked = mark_asked(task)) AS asked';  -- by these offices alone
    its record;
    veils text;
BEGIN
    FOR its IN SELECT x.*, ARRAY(
        SELECT CASE WHEN a.attname = 'changes' THEN open_changes WHEN a.attname = 'asked' THEN added
            WHEN (x.name, a.attname) = ('task', 'position') THEN open_place ELSE a.attname::text END FROM pg_attribute AS a
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
        EXECUTE format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY;'
            ' CREATE POLICY seen ON %1$I FOR SELECT USING (' || its.which
            || coalesce(' AND (' || veils || ') IS NOT TRUE', '') || ')', its.name);
        -- IS TRUE keeps what is asked of these few rows from being joined with all chains.
        EXECUTE coalesce(format('CREATE FUNCTION veiled_%1$s() RETURNS SETOF %1$I LANGUAGE plpgsql STABLE ROWS 1'
            ' SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN IF EXISTS (SELECT hidden_letters()) THEN RETURN QUERY SELECT ' || (
                SELECT string_agg(CASE WHEN c = ANY (its.letters) THEN format(
                    open_number, c, CASE WHEN c = 'parent' THEN 'NULL'
                        ELSE format(first_open, CASE its.name WHEN 'stated_task' THEN '-' END, its.name, c) END
                ) ELSE c END, ', ') FROM unnest(its.columns) AS c
            ) || ' FROM %1$I WHERE (' || veils || ') AND (' || its.which || ') IS TRUE' || CASE its.name WHEN 'stated_task' THEN
                ' AND ' || of_my_task || ' AND (task, letter) IN (SELECT t.id, t.letter FROM task AS t)' ELSE '' END
            || '; END IF; END $$', its.name), 'SELECT');
        EXECUTE format('CREATE VIEW circtrack_roles.%1$I WITH (security_invoker) AS SELECT ' || (
            SELECT string_agg(CASE WHEN c = ANY (its.letters) AND veils IS NULL
                THEN format(open_number, c, 'NULL') ELSE c END, ', ') FROM unnest(its.columns) AS c
        ) || ' FROM %1$I' || CASE WHEN veils IS NULL THEN ''
            ELSE ' UNION ALL (SELECT * FROM veiled_%1$s() OFFSET 0)' END, its.name);
    END LOOP;
    FOREACH its.name IN ARRAY ARRAY[
        'setting', 'office', 'office_version', 'latest_office', 'tables_version', 'seat', 'reach', 'role_office', 'journal_head'
    ] LOOP
        EXECUTE format('CREATE VIEW circtrack_roles.%1$I AS SELECT * FROM %1$I', its.name);
    END LOOP;
    GRANT SELECT ON reach TO PUBLIC;  -- a policy's function reads it as whoever asks
    GRANT SELECT ON circtrack_roles.tables_version TO PUBLIC;
END $do$;

-- The one way to read: it opens a query, whose rows the role then fetches. No role has a right to a table or a view, so none
-- can have EXPLAIN run a query and count what of it was hidden. The function belongs to circtrack_reader, who may read what
-- roles may, and nothing else; what functions there are in the query run as whoever fetches.
CREATE FUNCTION circtrack_roles.read(query text, rows refcursor) RETURNS refcursor LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET debug_print_plan = off AS $$
BEGIN
    IF current_user <> 'circtrack_reader' OR query !~* '^\s*(SELECT|WITH)\M'
        OR current_setting('transaction_isolation') = 'serializable' THEN  -- its locks on rows would be seen in pg_locks
        RAISE EXCEPTION 'one query is read, as circtrack_reader, and not SERIALIZABLE' USING ERRCODE = 'insufficient_privilege';
    END IF;
    OPEN rows FOR EXECUTE query;
    RETURN rows;
END $$;

-- Give that role what it reads, where offices are granted; false where the owner is no member of it, and may not make it.
CREATE FUNCTION make_reader() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE statement text;
BEGIN
    BEGIN
        CREATE ROLE circtrack_reader NOLOGIN;
        GRANT circtrack_reader TO CURRENT_USER;
    EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN
        NULL;  -- others have made it, or must
    END;
    IF NOT EXISTS (SELECT 1 FROM pg_roles AS r WHERE r.rolname = 'circtrack_reader' AND pg_has_role(r.oid, 'USAGE')) THEN
        RETURN false;
    END IF;
    FOR statement IN SELECT format('GRANT SELECT ON %s TO circtrack_reader', c.oid::regclass) FROM pg_class AS c
        WHERE (c.relrowsecurity OR c.relkind = 'v') AND c.relname <> ALL ('{role_office,journal_head}')
            AND c.relnamespace IN ('circtrack'::regnamespace, 'circtrack_roles'::regnamespace) LOOP
        EXECUTE statement;
    END LOOP;
    GRANT USAGE, CREATE ON SCHEMA circtrack_roles TO circtrack_reader;
    ALTER FUNCTION circtrack_roles.read OWNER TO circtrack_reader;
    REVOKE CREATE ON SCHEMA circtrack_roles FROM circtrack_reader;
    RETURN true;
END $$;
