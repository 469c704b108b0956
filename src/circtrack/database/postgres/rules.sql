-- What a role may change: for each table the word with which a change is refused, NULL where it is allowed.
--
-- ``o`` is a row as it was, NULL for a new one; ``n`` as it would be, NULL for a deleted one. They are asked before the
-- change is made, and of roles only (gate.sql), whose functions set the search path for these.

-- Whose word it was, where a bundle brought it: one of these offices'.
CREATE FUNCTION may_name(becomes text, was text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT coalesce(becomes, '') IN ('', coalesce(was, '')) OR is_mine(becomes) $$;

CREATE FUNCTION forbids_letter(o letter, n letter) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    above bigint := n.parent;
    line bigint[] := ARRAY[n.id];
BEGIN
    IF n IS NULL THEN
        RETURN CASE WHEN NOT may_write(o.issuer, o.root) THEN 'letter' END;
    ELSIF NOT is_mine(n.issuer) OR n.year_be <> substr(n.date, 1, 4)::bigint + 543
        OR n.date NOT BETWEEN '1957-01-01' AND (current_date + 366)::text
    THEN
        RETURN 'letter';
    ELSIF o IS NULL THEN
        RETURN CASE WHEN n.parent IS NOT NULL OR n.root <> n.id THEN 'letter' END;
    ELSIF NOT may_write(o.issuer, o.root) OR (n.parent IS NULL AND n.root <> n.id)
        OR (n.parent IS NOT NULL AND NOT (is_seen(n.parent) AND sees(n.root)))
    THEN
        RETURN 'letter';
    END IF;
    WHILE above IS NOT NULL LOOP
        IF above = ANY (line) THEN
            RETURN 'letter';
        END IF;
        line := line || above;
        above := (SELECT l.parent FROM letter AS l WHERE l.id = above);
    END LOOP;
    RETURN NULL;
END $$;

-- A letter of these offices cites another one by a number that is not its own: either finds it from then on.
CREATE FUNCTION forbids_letter_number(o letter_number, n letter_number) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    of_row bigint := coalesce(n.letter, o.letter);
    as_cited text := coalesce(n.number, o.number);
    citing text := coalesce(n.source, o.source);
BEGIN
    RETURN CASE WHEN NOT is_my_letter(of_row) AND NOT EXISTS (
        SELECT 1 FROM letter AS l JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'
        WHERE l.parent = of_row AND l.number = citing AND k.number = as_cited AND may_write(l.issuer, l.root)
    ) THEN 'letter' END;
END $$;

CREATE FUNCTION is_task_of_chain(of_task bigint, of_letter bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM task AS t JOIN letter AS a ON a.id = t.letter JOIN letter AS l ON l.id = of_letter
        WHERE t.id = of_task AND a.root = l.root
    )
$$;

CREATE FUNCTION forbids_stated_task(o stated_task, n stated_task) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT is_my_letter(coalesce((n).letter, (o).letter))
        OR ((n).task IS NOT NULL AND NOT is_task_of_chain((n).task, (n).letter)) THEN 'letter' END
$$;

-- Where a letter below states a task of its own, the others' move down the list; that is all that others may do to it.
CREATE FUNCTION forbids_task(o task, n task) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE decided boolean := decides(o.id);
BEGIN
    IF o IS NULL THEN
        RETURN CASE WHEN NOT EXISTS (
            SELECT 1 FROM stated_task AS s JOIN letter AS l ON l.id = s.letter
            WHERE l.root = n.letter AND s.title = n.title AND may_write(l.issuer, l.root)
        ) THEN 'task' END;
    ELSIF decided THEN
        RETURN CASE WHEN NOT n IS NULL AND NOT sees((SELECT l.root FROM letter AS l WHERE l.id = n.letter))
            THEN 'task' END;
    ELSIF n IS NULL OR NOT passes_on(o.id)
        OR (n.letter, n.title, n.system, n.audience, n.due_on, n.rule, n.as_written)
            IS DISTINCT FROM (o.letter, o.title, o.system, o.audience, o.due_on, o.rule, o.as_written)
        OR EXISTS (SELECT 1 FROM stated_task AS s WHERE s.task = o.id AND s.letter = o.letter)
    THEN
        RETURN CASE WHEN n.due_on IS DISTINCT FROM o.due_on AND NOT n IS NULL THEN 'deadline' ELSE 'task' END;
    END IF;
    RETURN NULL;
END $$;

-- What has been received has been sent.
CREATE FUNCTION forbids_delivery(o delivery, n delivery) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF n IS NULL THEN
        RETURN CASE WHEN NOT is_my_letter(o.letter) OR o.received_on IS NOT NULL THEN 'delivery' END;
    ELSIF o IS NULL THEN
        RETURN CASE WHEN NOT is_my_letter(n.letter) THEN 'delivery'
            WHEN n.received_on IS NOT NULL AND NOT is_mine(n.office) THEN 'receipt' END;
    ELSIF n.root IS DISTINCT FROM o.root OR (n.sent_on <> o.sent_on AND NOT is_my_letter(o.letter)) THEN
        RETURN 'delivery';
    ELSIF (n.received_on, n.receive_number, n.recorded_by)
        IS NOT DISTINCT FROM (o.received_on, o.receive_number, o.recorded_by)
    THEN
        RETURN NULL;
    ELSIF NOT may_write(o.office, o.root) THEN
        RETURN 'delivery';
    END IF;
    RETURN CASE WHEN o.spoken_by = o.office AND o.received_on IS NOT NULL AND (my_seat()).office <> o.office
        THEN 'own_word' END;
END $$;

-- The most days that the words of a counted deadline can mean; NULL where they name no number.
CREATE FUNCTION most_days(words text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT max(CASE m[2]
        WHEN 'วันทำการ' THEN m[1]::bigint * 7 / 5 + 30 WHEN 'สัปดาห์' THEN m[1]::bigint * 7
        WHEN 'เดือน' THEN m[1]::bigint * 31 WHEN 'ปี' THEN m[1]::bigint * 366 ELSE m[1]::bigint
    END)
    FROM regexp_matches(
        translate(words, '๐๑๒๓๔๕๖๗๘๙', '0123456789'), '([0-9]{1,4}) *(วันทำการ|วัน|สัปดาห์|เดือน|ปี)', 'g'
    ) AS m
$$;

-- The last day that an office may owe a task by, as others say: the task's own, what letters of others set earlier,
-- what who decides moved on, or what can be counted from its receipt. NULL for none.
CREATE FUNCTION latest_due(of_task bigint, for_office text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT greatest(others.due_on, (
        SELECT max(d.due_on) FROM deadline_change AS d
        WHERE d.task = t.id AND d.agreed = 1 AND d.round IS NULL AND (d.office = for_office OR d.office IS NULL)
    ))
    FROM task AS t JOIN letter AS l ON l.id = t.letter, LATERAL (SELECT coalesce(least(t.due_on, (
        SELECT min(d.due_on) FROM deadline_change AS d LEFT JOIN letter AS k ON k.id = d.letter
        WHERE d.task = t.id AND d.office = for_office AND d.agreed = 0 AND NOT coalesce(is_mine(k.issuer), false)
    )), ((
        SELECT min(d.received_on) FROM delivery AS d WHERE d.root = l.root
            AND d.office IN (for_office, (SELECT s.house FROM seat AS s WHERE s.office = for_office))
    )::date + (
        SELECT max(most_days(s.as_written)) FROM stated_task AS s WHERE s.task = t.id AND s.due_on IS NULL
    )::integer)::text) AS due_on) AS others
    WHERE t.id = of_task AND others.due_on IS NOT NULL
$$;

-- A letter of these offices reached another one: it, or one that it is under, was sent the letter.
CREATE FUNCTION is_reached(chain bigint, for_office text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM delivery AS d JOIN seat AS s ON s.office = d.office
        JOIN reach AS r ON r.realm = ANY (s.realms) AND r.office = for_office
        JOIN letter AS l ON l.id = d.letter WHERE d.root = chain AND is_mine(l.issuer)
    )
$$;

-- One obligation, or one round of it, with what is known of its task and office: whether these offices decide on the
-- task, passed it on, issued the letter that asks, whether the office is theirs, the task's day and its chain. A round is
-- under the same rules: what nobody has touched, or touches no more, is a round still owed.
CREATE FUNCTION forbids_obligation(
    o obligation, n obligation, is_round boolean, decided boolean, passed boolean, issued boolean, mine boolean, due text,
    chain bigint
) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    own text COLLATE "C" := (my_seat()).office;
    becomes text := coalesce(n.progress, 'none');
    latest text;
BEGIN
    IF decided IS NULL OR (n IS NULL AND NOT decided) THEN
        RETURN 'obligation';
    ELSIF n IS NULL THEN
        RETURN NULL;
    ELSIF o IS NULL THEN
        IF NOT (is_reached(chain, n.office) AND (decided OR (mine AND passed))) THEN
            RETURN 'obligation';
        ELSIF (becomes = 'exempt' OR n.closed_by IS NOT NULL) AND NOT decided THEN
            RETURN 'exemption';
        ELSIF becomes <> 'exempt' AND NOT mine
            AND (becomes <> 'none' OR n.done_on IS NOT NULL OR n.note IS NOT NULL)
        THEN
            RETURN 'completion';
        END IF;
    ELSIF NOT mine AND NOT issued THEN
        RETURN 'obligation';
    ELSIF (n.progress, n.done_on, n.note, n.closed_by, n.recorded_by, n.exempt_from)
        IS DISTINCT FROM (o.progress, o.done_on, o.note, o.closed_by, o.recorded_by, o.exempt_from)
    THEN
        IF becomes = 'exempt' OR (o.progress = 'exempt' AND becomes = 'none')
            OR (n.closed_by IS NOT NULL AND n.closed_by IS DISTINCT FROM o.closed_by)
        THEN
            -- What one of these offices' letters closed is owed again when the letter goes.
            IF NOT decided AND NOT (
                becomes = 'none' AND n.closed_by IS NULL AND o.closed_by IS NOT NULL AND is_my_letter(o.closed_by)
            ) THEN
                RETURN 'exemption';
            END IF;
        ELSIF NOT mine THEN
            RETURN 'completion';
        END IF;
        IF o.spoken_by = o.office AND own <> o.office AND o.progress IN ('incomplete', 'blocked', 'done')
            AND NOT (becomes = 'exempt' AND o.progress <> 'done')
        THEN
            RETURN 'own_word';
        END IF;
    END IF;
    IF NOT decided AND (is_round AND n.due_on IS DISTINCT FROM o.due_on
        OR NOT passed AND coalesce(n.rule, '') <> coalesce(o.rule, ''))
    THEN
        RETURN 'deadline';  -- days of its own in each round come from a letter below the first
    ELSIF NOT decided AND NOT o IS NULL AND n.kinds <> '' AND n.kinds <> o.kinds
        AND (o.kinds = '' OR NOT string_to_array(n.kinds, ' ') @> string_to_array(o.kinds, ' '))
    THEN
        RETURN 'exemption';  -- a letter below may ask more kinds of office, and not fewer
    ELSIF decided OR n.due_on IS NOT DISTINCT FROM o.due_on THEN
        RETURN NULL;
    END IF;
    latest := latest_due(n.task, n.office);
    RETURN CASE WHEN latest IS NOT NULL AND NOT coalesce(coalesce(n.due_on, due) <= latest, false)
        AND NOT coalesce(coalesce(n.due_on, due) <= coalesce(o.due_on, due), false) THEN 'deadline' END;
END $$;

CREATE FUNCTION forbids_deadline_change(o deadline_change, n deadline_change) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE each deadline_change;
BEGIN
    -- What one of these offices' letters moved goes with the letter, whoever agreed to it.
    IF n IS NULL AND o.letter IS NOT NULL AND is_my_letter(o.letter) THEN
        RETURN NULL;
    END IF;
    -- What is worked out from letters: one of these offices set an earlier day for one of them, or the day counts from
    -- a receipt. It goes too when the letter has left the chain.
    FOREACH each IN ARRAY ARRAY[o, n] LOOP
        IF each.id IS NOT NULL AND NOT decides(each.task) AND NOT (
            each.agreed = 0 AND is_mine(each.office) AND is_seen(each.letter)
            AND (each = o OR is_task_of_chain(each.task, each.letter)) AND (is_my_letter(each.letter) OR EXISTS (
                SELECT 1 FROM stated_task AS s
                WHERE s.letter = each.letter AND s.task = each.task AND s.due_on IS NULL AND s.as_written <> ''
            ))
        ) THEN
            RETURN 'deadline';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Numbers are given one after the other, by whoever has the register for itself meanwhile.
CREATE FUNCTION forbids_register_entry(o register_entry, n register_entry) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE mine seat := my_seat();
BEGIN
    RETURN CASE WHEN n IS NULL OR n.office NOT IN (mine.office, mine.house)
        OR (n.letter IS DISTINCT FROM o.letter AND n.letter IS NOT NULL AND NOT is_seen(n.letter))
        THEN 'register_entry' END;
END $$;

-- One recorded while the clock was wrong is said again on its day.
CREATE FUNCTION forbids_reminder(o reminder, n reminder) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN n IS NULL OR o.said_on <= n.said_on OR NOT coalesce((
        SELECT sees(l.root) AND (is_mine(n.office) OR is_mine(l.issuer))
        FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = n.task
    ), false) THEN 'reminder' END;
END $$;

-- Who issued a letter takes it out, and says so.
CREATE FUNCTION forbids_withdrawn(o withdrawn, n withdrawn) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT is_mine(coalesce((n).issuer, (o).issuer)) OR NOT is_mine(coalesce((n).said_by, (o).said_by))
        THEN 'letter' END
$$;

-- What these offices say in bundles, of themselves and of letters; what it changes there has rules of its own.
CREATE FUNCTION forbids_said(o said, n said) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE each said;
BEGIN
    FOREACH each IN ARRAY ARRAY[o, n] LOOP
        IF each.letter IS NOT NULL AND NOT (
            may_name(each.said_by, '') AND is_seen(each.letter) AND (each.office = '' OR is_mine(each.office))
        ) THEN
            RETURN 'said';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Ask them of many rows; of obligations what is known of a task is asked once. Parts of a letter are its issuer's; drafts,
-- and which files were read, the office's own.
CREATE FUNCTION forbids(of_table text, was jsonb, becomes jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine seat := my_seat();
    is_round boolean := of_table = 'obligation_round';
    untouched jsonb := '{"progress":"none","done_on":null,"due_on":null,"note":null,"closed_by":null,"recorded_by":"",'
        '"spoken_by":""}';
    word text;
BEGIN
    -- Rows that a bundle brought name whose word they hold; new rows get the next numbers.
    IF EXISTS (
        SELECT 1 FROM ROWS FROM (jsonb_array_elements(was), jsonb_array_elements(becomes)) AS x (o, n)
        WHERE NOT may_name(x.n ->> 'recorded_by', x.o ->> 'recorded_by')
    ) THEN
        RETURN 'own_word';
    ELSIF (SELECT max((n ->> 'id')::bigint) FROM jsonb_array_elements(becomes) AS n) >= next_row(of_table) + 1000000 THEN
        RETURN of_table;
    ELSIF of_table IN ('letter_link', 'finding', 'draft', 'file_read') THEN
        SELECT max(CASE WHEN r ? 'letter' THEN 'letter' ELSE of_table END) INTO word FROM jsonb_array_elements(was || becomes) AS r
            WHERE NOT CASE WHEN r ? 'letter' THEN is_my_letter((r ->> 'letter')::bigint) ELSE r ->> 'office' = mine.office END;
    ELSIF of_table IN ('obligation', 'obligation_round') THEN
        WITH pair AS MATERIALIZED (
            SELECT coalesce(x.n, x.o) ->> 'office' AS office, (coalesce(x.n, x.o) ->> 'task')::bigint AS task, x.o, x.n
            FROM ROWS FROM (jsonb_array_elements(was), jsonb_array_elements(becomes)) AS x (o, n)
        ), about AS MATERIALIZED (
            SELECT t.id, t.due_on, l.root, decides(t.id) AS decided, passes_on(t.id) AS passed,
                may_write(l.issuer, l.root) AS issued, '*' <> ALL (mine.realms) OR sees(l.root) AS seen
            FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id IN (SELECT p.task FROM pair AS p)
        )
        SELECT min(forbids_obligation(
            jsonb_populate_record(NULL::obligation, CASE WHEN is_round THEN coalesce(p.o, p.n || untouched) ELSE p.o END),
            jsonb_populate_record(
                NULL::obligation, CASE WHEN is_round AND NOT a.decided THEN coalesce(p.n, p.o || untouched) ELSE p.n END
            ),
            -- An office's own word in a round that is gone stands elsewhere, as the end of the command checks.
            is_round, CASE WHEN NOT is_round OR (p.n IS NULL AND a.decided) OR EXISTS (
                SELECT 1 FROM obligation AS b WHERE b.task = p.task AND b.office = p.office
            ) THEN a.decided END, a.passed, a.issued, p.own AND a.seen, a.due_on, a.root
        )) INTO word
        FROM (
            SELECT q.*, EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = ANY (mine.realms) AND r.office = q.office) AS own
            FROM pair AS q
        ) AS p LEFT JOIN about AS a ON a.id = p.task;
    ELSE
        EXECUTE format(
            'SELECT min(forbids_%1$s(jsonb_populate_record(NULL::%1$s, x.o), jsonb_populate_record(NULL::%1$s, x.n)))'
            ' FROM ROWS FROM (jsonb_array_elements($1), jsonb_array_elements($2)) AS x (o, n)', of_table
        ) USING was, becomes INTO word;
    END IF;
    RETURN word;
END $$;
