-- What a role of a server reads: views in a schema of its own, over tables with row-level security; and the functions
-- that it may call.
--
-- Whoever owns the tables, and whoever is a member of that role, is above all this. Everyone else can name nothing in the
-- tables' own schema, so what policies ask there tells them nothing. The views' schema is closed until `circtrack admin
-- grant` opens it; the rights themselves are everybody's, so that thousands of roles need not stand on each table. Nobody
-- has a right to write: that goes through the gate (gate.sql).
--
-- A role reads the chains to which its office, or one under it, belongs; of what is owed in them its own part, and all
-- of it where the chain's first letter is its own. Rows that name a letter which is hidden from it come without that
-- number, by a view with the owner's rights: their chain goes by the first of its letters that the role reads.

DO $do$
DECLARE
    its_letter text := 'EXISTS (SELECT 1 FROM circtrack_roles.letter AS l WHERE l.id = %1$I.letter)';
    mine text := 'EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT (my_seat()).realms)::text[])'
        ' AND r.office = %1$I.';
    owed text := 'task IN (SELECT my_tasks()) AND (task IN (SELECT my_own_tasks()) OR ' || mine || 'office))';
    of_the_office text := 'office = (SELECT my_office()) AND office <> ''''';
    -- A column of numbers of letters, or of an entry's changes, as a role sees it.
    masked text := 'CASE WHEN %1$s IN (SELECT hidden_letters()) THEN %2$s ELSE %1$s END AS %1$s';
    first_seen text := '(SELECT l.id FROM letter AS l WHERE l.root = %I.%I AND l.id NOT IN (SELECT hidden_letters())'
        ' ORDER BY l.date, l.id LIMIT 1)';
    changes text := 'coalesce(regexp_replace(changes, (SELECT mark_hidden_numbers()), ''\1null'', ''g''), changes) AS changes';
    its record;
    hides text;
BEGIN
    FOR its IN SELECT x.*, ARRAY(
        SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid = x.name::regclass AND a.attnum > 0 ORDER BY a.attnum
    ) AS columns FROM (VALUES
        ('letter', '{parent,root}'::text[],
            'root IN (SELECT my_chains()) AND (secrecy = '''' OR id NOT IN (SELECT hidden_letters()))'),
        ('letter_number', '{}', its_letter || ' AND source NOT IN (SELECT hidden_numbers())'),
        ('letter_link', '{}', its_letter), ('finding', '{}', its_letter), ('stated_task', '{}', its_letter),
        ('task', '{letter}', 'id IN (SELECT my_tasks())'),
        ('delivery', '{root}', 'root IN (SELECT my_chains()) AND letter NOT IN (SELECT hidden_letters())'),
        ('obligation', '{}', owed), ('obligation_round', '{}', owed), ('reminder', '{}', owed),
        ('deadline_change', '{}', '(letter IS NULL OR letter NOT IN (SELECT hidden_letters())) AND CASE WHEN office IS NULL'
            ' THEN task IN (SELECT my_tasks()) ELSE ' || owed || ' END'),
        ('said', '{}', its_letter || ' AND CASE WHEN office <> '''' THEN ' || mine || 'office) WHEN said_by <> '''' THEN '
            || mine || 'said_by) ELSE true END'),
        ('withdrawn', '{}', mine || 'issuer)'),
        ('register_entry', '{}', 'office IN (SELECT unnest(ARRAY[m.office, m.house]) FROM my_seat() AS m)'),
        ('draft', '{}', of_the_office), ('file_read', '{}', of_the_office), ('journal', '{}', of_the_office)
    ) AS x (name, letters, which) LOOP
        hides := (SELECT string_agg(format('%I IN (SELECT hidden_letters())', c), ' OR ') FROM unnest(its.letters) AS c);
        EXECUTE format('ALTER TABLE %1$I ENABLE ROW LEVEL SECURITY; GRANT SELECT ON %1$I TO PUBLIC;'
            ' CREATE POLICY seen ON %1$I FOR SELECT USING (' || its.which || coalesce(' AND (' || hides || ') IS NOT TRUE', '')
            || '); CREATE VIEW circtrack_roles.%1$I WITH (security_invoker) AS SELECT ' || (
                SELECT string_agg(CASE WHEN c = 'changes' THEN changes WHEN c = 'closed_by' OR its.name || c = 'register_entryletter'
                    THEN format(masked, c, 'NULL') ELSE c END, ', ') FROM unnest(its.columns) AS c
            ) || ' FROM %1$I', its.name);
        CONTINUE WHEN hides IS NULL;
        EXECUTE format('CREATE FUNCTION veiled_%1$s() RETURNS SETOF %1$I LANGUAGE sql STABLE ROWS 1 SECURITY DEFINER'
            ' SET search_path = circtrack, circtrack_roles, pg_temp AS $$ SELECT ' || (
            SELECT string_agg(CASE WHEN c = ANY (its.letters) THEN format(
                masked, c, CASE WHEN c = 'parent' THEN 'NULL' ELSE format(first_seen, its.name, c) END
            ) ELSE c END, ', ') FROM unnest(its.columns) AS c
        ) || ' FROM %1$I WHERE (' || hides || ') AND ' || its.which || ' $$; CREATE OR REPLACE VIEW circtrack_roles.%1$I WITH (security_invoker) AS'
            ' SELECT * FROM %1$I UNION ALL (SELECT * FROM veiled_%1$s() OFFSET 0)', its.name);
    END LOOP;
    FOREACH its.name IN ARRAY ARRAY[
        'setting', 'office', 'office_version', 'latest_office', 'tables_version', 'seat', 'reach', 'role_office', 'journal_head'
    ] LOOP
        EXECUTE format('CREATE VIEW circtrack_roles.%1$I AS SELECT * FROM %1$I', its.name);
    END LOOP;
    GRANT SELECT ON reach TO PUBLIC;  -- policies ask it
    GRANT SELECT ON ALL TABLES IN SCHEMA circtrack_roles TO PUBLIC;
    REVOKE SELECT ON circtrack_roles.role_office, circtrack_roles.journal_head FROM PUBLIC;
END $do$;

-- Asked by policies; and those that the program calls. Each runs with the owner's rights, in these schemas alone.
DO $do$
DECLARE called regprocedure;
BEGIN
    FOREACH called IN ARRAY ARRAY[
        'my_office()', 'my_chains()', 'my_tasks()', 'my_own_tasks()', 'hidden_letters()', 'hidden_numbers()',
        'mark_hidden_numbers()',
        'my_seat()', 'is_bound()', 'next_row(text)', 'columns_of(text, boolean)', 'take_turn(boolean)', 'lock_sending()',
        'write(json)', 'write_journal(json)'
    ]::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = circtrack, circtrack_roles, pg_temp', called);
    END LOOP;
    FOREACH called IN ARRAY ARRAY[
        'my_seat()', 'is_bound()', 'next_row(text)', 'columns_of(text, boolean)', 'take_turn(boolean)', 'lock_sending()',
        'write(json)', 'write_journal(json)'
    ]::regprocedure[] LOOP
        EXECUTE format('ALTER FUNCTION %s SET SCHEMA circtrack_roles', called);
    END LOOP;
END $do$;
