-- The one gate through which every command writes: write() makes a change and notes it, write_journal() makes what was
-- noted the command's row of the journal. Roles may write by nothing else.
--
-- What is noted is what the gate found and did, in the journal's own form and order (database/journal.py). A role's
-- changes are checked (rules.sql) before they are made; the owner's are not.

CREATE FUNCTION refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this role may not: %', what USING ERRCODE = 'insufficient_privilege', CONSTRAINT = what;
END $$;

CREATE FUNCTION circtrack_roles.is_bound() RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT NOT (r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, c.relowner, 'MEMBER'))
    FROM pg_roles AS r, pg_class AS c WHERE r.rolname = session_user AND c.oid = 'circtrack.letter'::regclass
$$;

-- End a role's session that keeps others from writing: idle for a minute, or at it for ten. It cannot lift that as it
-- can the server's own limits. Who owns the tables must be allowed to see and end sessions; otherwise nothing is done.
CREATE FUNCTION end_idle() RETURNS void LANGUAGE sql AS $$
    SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a JOIN role_office AS r ON r.role = a.usename
    JOIN pg_locks AS k ON k.pid = a.pid AND k.relation = 'circtrack.turn'::regclass  -- it locked a row of that table
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND pg_has_role('pg_signal_backend', 'USAGE') AND (
        a.state = 'idle in transaction' AND a.state_change < clock_timestamp() - interval '1 minute'
        OR a.xact_start < clock_timestamp() - interval '10 minutes'
    )
$$;

CREATE FUNCTION lock_turn(of_place bigint, alone boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    query text := format(
        'SELECT t.place FROM turn AS t WHERE t.place = %s FOR %s', of_place, CASE WHEN alone THEN 'UPDATE' ELSE 'SHARE' END
    );
    got bigint;
BEGIN
    EXECUTE query || ' SKIP LOCKED' INTO got;
    IF got IS NULL THEN
        PERFORM end_idle();
        EXECUTE query;
    END IF;
END $$;

-- Take the lock of those that write. Whoever then changes a row that another has changed since is told to try again.
CREATE FUNCTION circtrack_roles.take_turn(alone boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'what is written is read as it is now: READ COMMITTED'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    -- Who wants it alone stands in the door, so that no more come in to share it; those only go through.
    BEGIN
        PERFORM lock_turn(0, alone);
        IF NOT alone THEN
            RAISE EXCEPTION 'through the door' USING ERRCODE = 'CT000';
        END IF;
    EXCEPTION WHEN SQLSTATE 'CT000' THEN
        NULL;  -- which gives that lock back
    END;
    PERFORM lock_turn(1, alone);
    INSERT INTO journal_pending (transaction, place, change)
        VALUES (pg_current_xact_id(), 0, pg_current_snapshot()::text) ON CONFLICT DO NOTHING;
END $$;

-- One program at a time sends reminders: of a role's office, or for whoever owns the tables.
CREATE FUNCTION circtrack_roles.lock_sending() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM 1 FROM role_office AS r WHERE is_bound() AND r.office = (my_seat()).office ORDER BY r.role FOR NO KEY UPDATE;
    PERFORM 1 FROM turn AS t WHERE NOT is_bound() AND t.place = 2 FOR UPDATE;
END $$;

-- Whether a row is of a transaction that a snapshot does not see; its number is filled up to 64 bits.
CREATE FUNCTION is_newer(made xid, since pg_snapshot) RETURNS boolean STABLE
RETURN made <> pg_current_xact_id()::xid AND NOT (
    SELECT pg_visible_in_snapshot((s.next - (s.next - made::text::bigint & 4294967295))::text::xid8, since)
    FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint) AS s (next)
);

-- A row as a role gives it, with what it need not see: the number that its chain has, which it may know by another letter
-- of it, and a task's place in that chain among those that it does not see, in which it takes none of theirs.
CREATE FUNCTION complete(of_table text, was jsonb, given jsonb) RETURNS jsonb STABLE
RETURN given || coalesce((
    SELECT jsonb_build_object(c.name, h.id) FROM (
        SELECT CASE WHEN of_table = 'task' THEN 'letter' WHEN of_table IN ('letter', 'delivery') THEN 'root' END
    ) AS c (name) JOIN letter AS l ON l.id = (given ->> c.name)::bigint JOIN hidden_letters() AS h ON h.id = l.root
    WHERE coalesce(given -> 'parent', 'true') <> 'null'
), '{}') || CASE WHEN of_table = 'task' AND given ? 'position' THEN coalesce((
    SELECT jsonb_build_object('position', p.place) FROM jsonb_populate_record(NULL::task, was || given) AS n
    JOIN letter AS l ON l.id = n.letter, LATERAL (
        SELECT coalesce(array_agg(h.place), '{}') AS places FROM hidden_places() AS h WHERE h.chain = l.root
    ) AS hidden, generate_series(n.position, n.position + cardinality(hidden.places)) AS p (place)
    WHERE p.place <> ALL (hidden.places)
        AND p.place - n.position = (SELECT count(*) FROM unnest(hidden.places) AS h WHERE h < p.place)
), '{}') ELSE '{}' END;

-- A table's columns that both engines have, and those of them that are its key.
CREATE FUNCTION circtrack_roles.columns_of(of_table text, only_key boolean) RETURNS text[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT array_agg(a.attname::text ORDER BY CASE WHEN only_key THEN array_position(i.indkey::smallint[], a.attnum)
        ELSE a.attnum END)
    FROM pg_attribute AS a JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
    LEFT JOIN pg_description AS d  -- col_description() would run a query for each column
        ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
    WHERE a.attrelid = to_regclass('circtrack.' || quote_ident(of_table)) AND a.attnum > 0 AND NOT a.attisdropped
        AND (NOT only_key OR a.attnum = ANY (i.indkey)) AND coalesce(d.description, '') NOT LIKE 'server:%'
$$;

-- Columns of a row as JSON, in this order.
CREATE FUNCTION cells(of_row jsonb, names text[]) RETURNS text IMMUTABLE
RETURN concat('{', (
    SELECT string_agg(to_json(n.name)::text || ':' || (of_row -> n.name)::text, ',' ORDER BY n.place)
    FROM unnest(names) WITH ORDINALITY AS n (name, place)
), '}');

-- Note changes of a table: for each what is told of it in the journal.
CREATE FUNCTION note(of_table text, told text[], own_words jsonb DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO journal_pending (transaction, place, change, kept, journal) SELECT pg_current_xact_id(), x.place + (
        SELECT greatest(max(p.place), 0) FROM journal_pending AS p WHERE p.transaction = pg_current_xact_id()
    ), concat('{"table":', to_json(of_table), ',', x.told, '}'), own_words, 0
    FROM unnest(told) WITH ORDINALITY AS x (told, place)
$$;

-- The condition that a row ``t`` has this key, or but for one column, which has one of these values. They are literals,
-- quoted here, so that indexes and partitions are chosen by them.
CREATE FUNCTION has_key(of_table text, key jsonb, of_column text, among jsonb) RETURNS text STABLE
RETURN concat_ws(' AND ',
    (SELECT string_agg(format('t.%I = %L', k.name, k.value), ' AND ') FROM jsonb_each_text(key) AS k (name, value)
        WHERE k.name IS DISTINCT FROM of_column),
    CASE WHEN of_column IS NOT NULL
        THEN format('t.%I = ANY (%L)', of_column, ARRAY(SELECT jsonb_array_elements_text(among))::text) END,
    CASE WHEN of_table = 'obligation' AND key ? 'task' AND of_column IS DISTINCT FROM 'task' THEN format('t.year_be = %L', (
        SELECT l.year_be FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = (key ->> 'task')::bigint
    )) END
);

-- Lock rows and return them as they are, in the order of their keys.
CREATE FUNCTION hold_rows(of_table text, condition text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    found jsonb;
    is_new boolean;
BEGIN
    EXECUTE format(
        'SELECT coalesce(jsonb_agg(s.whole), ''[]''), coalesce(bool_or(is_newer(s.made, $1)), false) FROM ('
        'SELECT to_jsonb(t) AS whole, t.xmin AS made FROM %I AS t WHERE %s ORDER BY %s FOR UPDATE) AS s',
        of_table, condition, (SELECT string_agg(format('t.%I', c), ', ') FROM unnest(columns_of(of_table, true)) AS c)
    ) USING (
        SELECT p.change::pg_snapshot FROM journal_pending AS p WHERE p.transaction = pg_current_xact_id() AND p.place = 0
    ) INTO found, is_new;
    IF is_new THEN
        RAISE EXCEPTION 'another changed the same row' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN found;
END $$;

-- A mark of what others' letters ask of a task, which changes when they ask otherwise; NULL where none does.
CREATE FUNCTION mark_asked(of_task bigint) RETURNS bigint STABLE SECURITY DEFINER
RETURN (
    SELECT hashtextextended(string_agg(concat(s, (SELECT count(*) FROM delivery AS d WHERE d.letter = l.id)), '' ORDER BY s), 0)
    FROM stated_task AS s JOIN letter AS l ON l.id = s.letter WHERE s.task = of_task AND is_bound() AND NOT is_mine(l.issuer)
);

-- The statement that inserts rows given as JSON, in this order; an obligation with the year and the province where it
-- lies, and what others ask. ``spoken`` is what it says for whoever speaks, NULL for nothing.
CREATE FUNCTION make_insertion(of_table text, names text[], spoken text, in_order text) RETURNS text STABLE
RETURN format(
    'INSERT INTO %1$I (%2$s) SELECT %3$s FROM json_array_elements($1) WITH ORDINALITY AS x (r, place),'
    ' json_populate_record(NULL::%1$I, x.r) AS s %4$s ORDER BY %5$s',
    of_table,
    concat_ws(', ', (SELECT string_agg(quote_ident(c), ', ') FROM unnest(names) AS c),
        CASE of_table WHEN 'obligation' THEN 'year_be, province, asked' END, CASE WHEN spoken IS NOT NULL THEN 'spoken_by' END),
    concat_ws(', ', (SELECT string_agg(format('s.%I', c), ', ') FROM unnest(names) AS c),
        CASE of_table WHEN 'obligation' THEN 'l.year_be, coalesce((SELECT max(v.province_code)'
            ' FROM office_version AS v WHERE v.code = s.office), '''') AS in_province,'
            ' CASE s.task WHEN ($1 -> 0 ->> ''task'')::bigint THEN (SELECT mark_asked(($1 -> 0 ->> ''task'')::bigint)) END'
        END, spoken),
    CASE of_table WHEN 'obligation' THEN
        'LEFT JOIN task AS t ON t.id = s.task LEFT JOIN letter AS l ON l.id = t.letter' END,
    in_order
);

-- Insert rows as they are, without a word in the journal: what the owner copies from elsewhere.
CREATE FUNCTION copy_rows(of_table text, rows json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE make_insertion(of_table, ARRAY(SELECT json_object_keys(rows -> 0)), NULL, 'x.place') USING rows;
    PERFORM make_years(rows) WHERE of_table = 'letter';
END $$;

-- The condition that a row says something for an office that it did not say before, of the columns that are given.
CREATE FUNCTION speaks(of_table text, names text[], how text) RETURNS text IMMUTABLE
RETURN (
    SELECT string_agg(format(how, c), ' OR ') FROM unnest(names) AS c
    WHERE of_table IN ('obligation', 'obligation_round', 'delivery') AND c = ANY (
        '{progress,done_on,note,closed_by,exempt_from,recorded_by,received_on,receive_number}')
);

CREATE FUNCTION add_rows(of_table text, key json, rows json, by_rule boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    names text[] := ARRAY(SELECT json_object_keys(rows -> 0));
    -- In bulk they share what is given of the key; else the key names the columns.
    shared jsonb := CASE WHEN json_typeof(key) = 'object' THEN key::jsonb END;
    key_names text[] := columns_of(of_table, true);
    is_there boolean;
    made jsonb;
BEGIN
    IF NOT names <@ columns_of(of_table, false) OR shared = '{}' OR (
        by_rule AND shared IS NOT NULL AND of_table <> 'obligation'
    ) THEN
        RAISE EXCEPTION 'no such column' USING ERRCODE = 'undefined_column';
    ELSIF shared IS NULL AND ARRAY(SELECT json_array_elements_text(key)) @> key_names THEN
        key_names := ARRAY(SELECT json_array_elements_text(key));  -- in the order that the command has them
    END IF;
    IF by_rule THEN
        rows := (SELECT json_agg(complete(of_table, '{}', x.r::jsonb) ORDER BY x.place)
            FROM json_array_elements(rows) WITH ORDINALITY AS x (r, place));
        PERFORM refuse(w) FROM forbids(of_table, '[]', rows::jsonb) AS w WHERE w IS NOT NULL;
    END IF;
    IF shared IS NOT NULL AND (EXISTS (SELECT 1 FROM json_array_elements(rows) AS r WHERE NOT r::jsonb @> shared)
        OR hold_rows(of_table, has_key(of_table, shared, NULL, NULL)) <> '[]') THEN
        shared := NULL;
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM json_populate_recordset(NULL::%1$I, $1) AS s JOIN %1$I AS t USING (%2$s))',
        of_table, (SELECT string_agg(quote_ident(c), ', ') FROM unnest(columns_of(of_table, true)) AS c)
    ) INTO is_there USING CASE WHEN shared IS NULL THEN rows ELSE '[]' END;
    IF is_there THEN
        RAISE EXCEPTION 'another recorded the same %', of_table USING ERRCODE = 'serialization_failure';
    END IF;
    EXECUTE format('WITH made AS (%s RETURNING *) SELECT jsonb_agg(to_jsonb(made)) FROM made', make_insertion(
        of_table, names,
        CASE WHEN is_bound() THEN 'CASE WHEN ' || speaks(
            of_table, names, 'coalesce(s.%I::text, '''') NOT IN ('''', ''none'')'
        ) || format(' THEN %L ELSE '''' END', (my_seat()).office) END,
        CASE WHEN shared IS NOT NULL AND of_table = 'obligation' THEN 's.task, in_province, s.office' ELSE 'x.place' END
    )) USING rows INTO made;
    PERFORM make_years(rows) WHERE of_table = 'letter';
    IF shared IS NOT NULL THEN
        PERFORM note(of_table, ARRAY[concat('"key":', cells(made -> 0, ARRAY(SELECT json_object_keys(key))),
            ',"count":', json_array_length(rows))]);
    ELSE
        names := ARRAY(SELECT n FROM unnest(names) AS n WHERE n <> ALL (key_names) AND n <> 'text');
        PERFORM note(of_table, ARRAY(SELECT concat('"key":', cells(x.r, key_names), ',"after":', cells(x.r, names))
            FROM jsonb_array_elements(made) WITH ORDINALITY AS x (r, place) ORDER BY x.place));
    END IF;
END $$;

-- Return which rows changed, by their values in the column that completes the key (true where it is whole); NULL where
-- a row is missing.
CREATE FUNCTION change_rows(of_table text, key json, of_column text, among json, cells_given json, by_rule boolean)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    names text[] := ARRAY(SELECT json_object_keys(cells_given));
    key_names text[] := ARRAY(SELECT json_object_keys(key));
    whole_key text[] := columns_of(of_table, true);
    condition text := has_key(of_table, key::jsonb, of_column, among::jsonb);
    held jsonb;
    became jsonb;
    spoken text;
    assigned text;
    notes text[];
BEGIN
    IF NOT names <@ columns_of(of_table, false) OR NOT key_names || of_column @> whole_key OR names && whole_key
        OR (by_rule AND of_column IS NOT NULL AND of_table NOT IN ('obligation', 'obligation_round'))
    THEN
        RAISE EXCEPTION 'no such column' USING ERRCODE = 'undefined_column';
    END IF;
    held := hold_rows(of_table, condition);
    IF jsonb_array_length(held) <> coalesce(json_array_length(among), 1) THEN
        RETURN NULL;
    ELSIF by_rule THEN
        cells_given := complete(of_table, held -> 0, cells_given::jsonb);
    END IF;
    EXECUTE format(
        'SELECT coalesce(jsonb_agg(x.o ORDER BY x.place) FILTER (WHERE x.o <> x.n), ''[]''),'
        ' coalesce(jsonb_agg(x.n ORDER BY x.place) FILTER (WHERE x.o <> x.n), ''[]'') FROM ('
        'SELECT e.o, e.place, to_jsonb(jsonb_populate_record(NULL::%I, e.o || $2)) AS n'
        ' FROM jsonb_array_elements($1) WITH ORDINALITY AS e (o, place)) AS x', of_table
    ) USING held, cells_given::jsonb INTO held, became;
    IF held = '[]' THEN
        RETURN held;
    ELSIF by_rule THEN
        PERFORM refuse(w) FROM forbids(of_table, held, became) AS w WHERE w IS NOT NULL;
    END IF;
    assigned := (SELECT string_agg(format('%1$I = v.%1$I', c), ', ') FROM unnest(names) AS c);
    spoken := speaks(of_table, names, 't.%1$I IS DISTINCT FROM v.%1$I');
    IF by_rule AND spoken IS NOT NULL THEN
        assigned := assigned
            || format(', spoken_by = CASE WHEN %s THEN %L ELSE t.spoken_by END', spoken, (my_seat()).office);
    END IF;
    EXECUTE format(
        'UPDATE %1$I AS t SET %2$s FROM jsonb_populate_record(NULL::%1$I, $1) AS v WHERE %3$s AND (%4$s)',
        of_table, assigned, condition,
        (SELECT string_agg(format('t.%1$I IS DISTINCT FROM v.%1$I', c), ' OR ') FROM unnest(names) AS c)
    ) USING cells_given::jsonb;
    IF of_table = 'task' AND 'letter' = ANY (names) OR of_table = 'letter' AND 'year_be' = ANY (names) THEN
        -- An obligation's year is that of the letter which asks.
        PERFORM make_years(json_build_array(cells_given));
        UPDATE obligation AS o SET year_be = l.year_be FROM task AS t JOIN letter AS l ON l.id = t.letter
            WHERE o.task = t.id AND o.year_be <> l.year_be AND t.id = ANY (ARRAY(
                SELECT k.id FROM task AS k WHERE CASE of_table WHEN 'task' THEN k.id ELSE k.letter END = (key ->> 'id')::bigint
            ));
    END IF;
    WITH changed AS (
        SELECT x.o, x.n, x.place, ARRAY(
            SELECT c.name FROM unnest(names) WITH ORDINALITY AS c (name, place)
            WHERE x.o -> c.name IS DISTINCT FROM x.n -> c.name ORDER BY c.place
        ) AS of_them
        FROM ROWS FROM (jsonb_array_elements(held), jsonb_array_elements(became)) WITH ORDINALITY AS x (o, n, place)
    ), alike AS (
        SELECT min(c.place) AS place, cells(min(c.o::text)::jsonb, key_names) AS key,
            '[' || string_agg((c.o -> of_column)::text, ',' ORDER BY c.place) || ']' AS among,
            cells(c.o, c.of_them) AS before, cells(c.n, c.of_them) AS after
        FROM changed AS c GROUP BY 4, 5
    )
    SELECT array_agg(concat(
        '"key":', a.key, ',"of":{' || to_json(of_column)::text || ':' || a.among || '}',
        ',"before":', a.before, ',"after":', a.after
    ) ORDER BY a.place) INTO notes FROM alike AS a;
    PERFORM note(of_table, notes);
    RETURN (SELECT jsonb_agg(coalesce(e -> of_column, 'true')) FROM jsonb_array_elements(held) AS e);
END $$;

-- Of single rows ``key`` is the first one's; the others differ from it in a column, in which they have these values.
CREATE FUNCTION remove_rows(of_table text, key json, of_column text, among jsonb, in_bulk boolean, by_rule boolean)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key_names text[] := ARRAY(SELECT json_object_keys(key));
    names text[] := columns_of(of_table, false);
    condition text := has_key(of_table, key::jsonb, of_column, among);
    held jsonb;
BEGIN
    IF NOT key_names <@ names OR key_names = '{}' OR NOT (in_bulk OR key_names @> columns_of(of_table, true)) THEN
        RAISE EXCEPTION 'no such column' USING ERRCODE = 'undefined_column';
    END IF;
    held := hold_rows(of_table, condition);
    IF held = '[]' THEN
        RETURN;
    ELSIF by_rule THEN
        PERFORM refuse(w) FROM forbids(of_table, held, '[]') AS w WHERE w IS NOT NULL;
    END IF;
    EXECUTE format('DELETE FROM %I AS t WHERE %s', of_table, condition);
    IF in_bulk THEN
        PERFORM note(of_table, ARRAY[concat(
            '"key":', cells(key::jsonb, key_names), ',"columns":', array_to_json(names), ',"rows":[', (
                SELECT string_agg((
                    SELECT '[' || string_agg((x.r -> n.name)::text, ',' ORDER BY n.place) || ']'
                    FROM unnest(names) WITH ORDINALITY AS n (name, place)
                ), ',' ORDER BY x.place) FROM jsonb_array_elements(held) WITH ORDINALITY AS x (r, place)
            ), ']'
        )]);
    ELSE
        PERFORM note(of_table, ARRAY(
            SELECT concat('"key":', cells(h, key_names), ',"before":', cells(h, names))
            FROM jsonb_array_elements(held) AS h LEFT JOIN jsonb_array_elements_text(among) WITH ORDINALITY AS x
                ON x.value = h ->> of_column ORDER BY x.ordinality
        ), CASE WHEN by_rule AND of_table IN ('obligation', 'obligation_round')
            AND held -> 0 ->> 'spoken_by' = held -> 0 ->> 'office'
            AND held -> 0 ->> 'progress' <> 'none' THEN held -> 0 END);
    END IF;
END $$;

CREATE FUNCTION is_in_force(entry bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT EXISTS (SELECT 1 FROM journal AS j WHERE j.undoes = entry AND is_in_force(j.id));
END $$;

-- Reverse what an entry of the journal tells, the last first. It is made as it was left or not at all; so whoever may
-- take it back needs no other right. Rows of a table that were added one after the other, or deleted, go together where
-- their keys are alike but for what stands last.
CREATE FUNCTION take_back(entry bigint, bound boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whole text;
    told json[];
    c json;
    of_table text;
    key_names text[];
    last text;
    among jsonb;
    held jsonb;
BEGIN
    SELECT j.changes INTO whole FROM journal AS j
        WHERE j.id = entry AND (NOT bound OR j.office = (my_seat()).office) AND is_in_force(j.id);
    PERFORM refuse('undo') WHERE whole IS NULL;
    SET CONSTRAINTS ALL DEFERRED;
    INSERT INTO journal_pending (transaction, place, change) VALUES (pg_current_xact_id(), -1, entry::text);
    FOR told IN SELECT array_agg(r.c ORDER BY r.place DESC) FROM (
        SELECT x.*, f.form, x.place - row_number() OVER (PARTITION BY f.form ORDER BY x.place) AS run
        FROM json_array_elements(whole::json -> 'rows') WITH ORDINALITY AS x (c, place), LATERAL (SELECT CASE
            WHEN x.c ->> 'table' <> 'register_entry' AND (x.c -> 'before' IS NULL) <> (x.c -> 'after' IS NULL)
            THEN concat(x.c ->> 'table', x.c -> 'after' IS NULL, regexp_replace(x.c ->> 'key', '[^:]*$', ''))
            ELSE x.place::text END
        ) AS f (form)
    ) AS r GROUP BY r.form, r.run ORDER BY max(r.place) DESC LOOP
        c := told[1];
        of_table := c ->> 'table';
        IF NOT may_be_written(of_table, false) OR of_table = 'role_office' OR c ->> 'key' = '{}' OR EXISTS (
            SELECT 1 FROM unnest(told) AS t, json_each(t) AS part (name, of_it), json_object_keys(part.of_it) AS k (name)
            WHERE part.name IN ('key', 'of', 'before', 'after')
                AND k.name NOT IN (SELECT unnest(columns_of(of_table, false)))
        ) THEN
            RAISE EXCEPTION '% is no row of a table', of_table USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        key_names := ARRAY(SELECT json_object_keys(c -> 'key'));
        last := coalesce((SELECT json_object_keys(c -> 'of')), CASE WHEN c -> 'before' IS NOT NULL
            OR c -> 'after' IS NOT NULL THEN key_names[cardinality(key_names)] END);
        among := coalesce(c -> 'of' -> last, (SELECT json_agg(t -> 'key' -> last) FROM unnest(told) AS t));
        held := hold_rows(of_table, has_key(of_table, (c -> 'key')::jsonb, last, among));
        IF (bound OR c -> 'before' IS NOT NULL AND c -> 'after' IS NOT NULL) AND of_table <> 'register_entry' AND (
            jsonb_array_length(held) <> CASE WHEN c -> 'count' IS NOT NULL THEN (c ->> 'count')::integer
                WHEN c -> 'rows' IS NOT NULL OR c -> 'after' IS NULL THEN 0 ELSE jsonb_array_length(among) END
            OR EXISTS (
                SELECT 1 FROM jsonb_array_elements(held) AS h LEFT JOIN unnest(told) AS t ON t -> 'key' ->> last = h ->> last
                WHERE NOT h @> coalesce(t -> 'after', c -> 'after', '{}')::jsonb
                    OR (bound AND c -> 'count' IS NOT NULL AND h ->> 'spoken_by' NOT IN ('', (my_seat()).office))
            )
        ) THEN
            RAISE EXCEPTION '% % is not as it was left', of_table, c -> 'key'
                USING ERRCODE = 'integrity_constraint_violation';
        ELSIF c -> 'rows' IS NOT NULL THEN
            PERFORM add_rows(of_table, c -> 'key', (
                SELECT json_agg((SELECT json_object_agg(n.name, r.r -> (n.place - 1)::integer ORDER BY n.place)
                    FROM json_array_elements_text(c -> 'columns') WITH ORDINALITY AS n (name, place)) ORDER BY r.place)
                FROM json_array_elements(c -> 'rows') WITH ORDINALITY AS r (r, place)
            ), false);
        ELSIF c -> 'before' IS NULL AND of_table <> 'register_entry' THEN
            PERFORM remove_rows(of_table, c -> 'key', last, among, c -> 'count' IS NOT NULL, false);
        ELSIF c -> 'before' IS NOT NULL AND c -> 'after' IS NULL THEN
            PERFORM add_rows(of_table, array_to_json(key_names),
                (SELECT json_agg(t -> 'before') FROM unnest(told) AS t), false);
        ELSE  -- a register's number may stand in a book on paper already
            PERFORM change_rows(of_table, c -> 'key', (SELECT json_object_keys(c -> 'of')), c -> 'of' -> last,
                coalesce(c -> 'before', '{"status":"void","letter":null,"remark":"undo"}'), false);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION may_be_written(of_table text, bound boolean) RETURNS boolean STABLE
RETURN coalesce(of_table IN (
    'letter', 'letter_number', 'letter_link', 'finding', 'stated_task', 'task', 'delivery', 'obligation',
    'obligation_round', 'deadline_change', 'register_entry', 'reminder', 'said', 'withdrawn', 'draft', 'file_read'
) OR NOT bound AND of_table IN ('setting', 'office', 'office_version', 'role_office'), false);

CREATE FUNCTION circtrack_roles.write(given json) RETURNS json LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT SET datestyle = 'ISO' AS $$
DECLARE
    of_table text := given ->> 'table';
    act text := given ->> 'act';
    bound boolean := is_bound();
    is_single boolean := act = 'change' AND of_table IN ('obligation', 'obligation_round', 'delivery', 'register_entry')
        OR act = 'add' AND of_table IN ('obligation_round', 'register_entry', 'reminder');
BEGIN
    -- Once only: who shares the turn already must not wait at the door for one who waits for it to end.
    PERFORM take_turn(false) WHERE is_single AND NOT EXISTS (
        SELECT 1 FROM journal_pending AS p WHERE p.transaction = pg_current_xact_id() AND p.place = 0
    );
    PERFORM refuse('circtrack_roles') WHERE bound AND (my_seat()).office = '';
    PERFORM refuse(of_table) WHERE act <> 'undo' AND NOT may_be_written(of_table, bound);
    IF NOT is_single THEN
        BEGIN
            PERFORM 1 FROM turn AS t WHERE t.place = 1 FOR UPDATE NOWAIT;
        EXCEPTION WHEN lock_not_available THEN
            RAISE EXCEPTION 'others are writing too' USING ERRCODE = 'serialization_failure';
        END;
    ELSIF act = 'add' AND of_table = 'register_entry' THEN
        PERFORM in_order(given -> 'rows');
    END IF;
    CASE act
        WHEN 'add' THEN PERFORM add_rows(of_table, given -> 'key', given -> 'rows', bound);
        WHEN 'change' THEN
            RETURN change_rows(of_table, given -> 'key', given ->> 'of', given -> 'among', given -> 'cells', bound);
        WHEN 'remove' THEN PERFORM remove_rows(of_table, given -> 'key', NULL, NULL, given ->> 'bulk' IS NOT NULL, bound);
        WHEN 'undo' THEN PERFORM take_back((given ->> 'entry')::bigint, bound);
    END CASE;
    RETURN NULL;
END $$;

-- A register's numbers follow each other; whoever gives one keeps the office's registers until it has ended.
CREATE FUNCTION in_order(rows json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM office AS o WHERE o.code IN (SELECT r ->> 'office' FROM json_array_elements(rows) AS r)
        ORDER BY o.code FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM (
            SELECT s.number - row_number() OVER book AS before_it, first_value(s.number) OVER book - 1 AS begun, (
                SELECT max(e.number) FROM register_entry AS e
                WHERE (e.office, e.direction, e.classified, e.circular, e.year_be)
                    = (s.office, s.direction, s.classified, s.circular, s.year_be)
            ) AS last
            FROM json_populate_recordset(NULL::register_entry, rows) AS s WINDOW book AS (
                PARTITION BY s.office, s.direction, s.classified, s.circular, s.year_be ORDER BY s.number
            )
        ) AS given WHERE given.before_it <> coalesce(given.last, given.begun)
    ) THEN
        RAISE EXCEPTION 'another took the number' USING ERRCODE = 'serialization_failure';
    END IF;
END $$;

-- Make what was noted the command's row of the journal, hashed as database/journal.py works it out.
CREATE FUNCTION circtrack_roles.write_journal(given json) RETURNS journal LANGUAGE plpgsql
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    bound boolean := is_bound();
    me xid8 := pg_current_xact_id();
    undone bigint := (SELECT p.change::bigint FROM journal_pending AS p WHERE p.transaction = me AND p.place = -1);
    written text := (SELECT string_agg(p.change, ',' ORDER BY p.place) FROM journal_pending AS p
        WHERE p.transaction = me AND p.place > 0);
    entry journal;
    before_it text;
BEGIN
    IF written IS NOT NULL THEN
        PERFORM check_whole(given ->> 'command', undone) WHERE bound;
        PERFORM lock_turn(3, true);
        SELECT j.id + 1, j.hash INTO entry.id, before_it
            FROM (SELECT k.id, k.hash FROM journal AS k UNION ALL SELECT 0, '') AS j ORDER BY j.id DESC LIMIT 1;
        entry.at := CASE WHEN bound THEN to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            ELSE given ->> 'at' END;
        entry.who := CASE WHEN bound THEN session_user ELSE given ->> 'who' END;
        entry.command := given ->> 'command';
        entry.summary := given ->> 'summary';
        entry.office := CASE WHEN bound THEN (my_seat()).office ELSE '' END;
        entry.undoes := undone;
        entry.changes := concat('{"message":', to_json(coalesce(given ->> 'message', '')), ',"values":{', (
            SELECT string_agg(to_json(v.name)::text || ':' || to_json(v.value)::text, ',')
            FROM json_each_text(given -> 'values') AS v (name, value)
        ), '},"rows":[', written, ']}');
        entry.hash := encode(sha256(convert_to('[' || concat_ws(',',
            to_json(before_it), entry.id, to_json(entry.at), to_json(entry.who), to_json(entry.command),
            to_json(entry.summary), to_json(entry.changes), coalesce(undone::text, 'null')
        ) || ']', 'UTF8')), 'hex');
        INSERT INTO journal SELECT entry.*;
        INSERT INTO journal_head VALUES (1, entry.id, entry.hash)
            ON CONFLICT (only_row) DO UPDATE SET journal = excluded.journal, hash = excluded.hash;
        PERFORM spread_offices() WHERE written LIKE '%{"table":"office_version",%';
    END IF;
    DELETE FROM journal_pending AS p
        WHERE p.transaction = me OR p.transaction < pg_snapshot_xmin(pg_current_snapshot());
    RETURN entry;
END $$;

-- What can only be seen at the end of a role's command.
CREATE FUNCTION check_whole(command text, undone bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE touched bigint[] := ARRAY(
    SELECT DISTINCT coalesce(p.change::jsonb #>> '{key,id}', p.change::jsonb #>> '{key,letter}')::bigint
    FROM journal_pending AS p WHERE p.transaction = pg_current_xact_id() AND p.place > 0
        AND (p.change LIKE '{"table":"letter%' OR p.change LIKE '{"table":"delivery",%')
);
BEGIN
    PERFORM refuse('journal') WHERE command = 'admin' OR (command IN ('undo', 'redo')) <> (undone IS NOT NULL);
    IF undone IS NOT NULL THEN
        RETURN;
    END IF;
    PERFORM refuse('letter') FROM letter AS l LEFT JOIN letter AS p ON p.id = l.parent
        LEFT JOIN letter_number AS n ON n.letter = l.id AND n.source = 'own'
        WHERE l.id = ANY (touched) AND (l.root <> coalesce(p.root, l.id) OR n.number <> l.number);
    -- A letter that passes on another's goes down, or up to who reads it, but tells nobody elsewhere in the country. A
    -- department's goes anywhere.
    PERFORM refuse('delivery') FROM letter AS l JOIN seat AS i ON i.office = l.issuer JOIN delivery AS d ON d.letter = l.id
        WHERE l.id = ANY (touched) AND l.parent IS NOT NULL AND '*' <> ALL (i.realms)
            AND NOT EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = ANY (i.realms) AND r.office = d.office)
            AND EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = '*' AND r.office = d.office)
            AND NOT EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = d.office AND r.office = l.issuer);
    -- Where two tasks turn out to be one, what an office said of itself stands in the other.
    PERFORM refuse('own_word') FROM journal_pending AS p
        WHERE p.transaction = pg_current_xact_id() AND p.kept IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM (
                SELECT o.office, o.progress, o.done_on, o.note FROM obligation AS o
                UNION ALL SELECT r.office, r.progress, r.done_on, r.note FROM obligation_round AS r
            ) AS s WHERE s.office = p.kept ->> 'office' AND s.progress = p.kept ->> 'progress'
                AND (s.done_on, s.note) IS NOT DISTINCT FROM (p.kept ->> 'done_on', p.kept ->> 'note')
        );
END $$;
