-- What a role may change: for each table the word with which a change is refused, NULL where it is allowed.
--
-- ``o`` is a row as it was, NULL for a new one; ``n`` as it would be, NULL for a deleted one. They are asked before the
-- change is made, and of roles only (gate.sql), whose functions set the search path for those in PL/pgSQL.

-- A new one stands alone; it joins a chain that is seen, and never one of those below itself.
CREATE FUNCTION forbids_letter(o letter, n letter) RETURNS text STABLE
RETURN CASE WHEN NOT coalesce((o IS NULL OR may_write((o).issuer, (o).root)) AND (n IS NULL OR (
    is_mine((n).issuer) AND (n).year_be = substr((n).date, 1, 4)::bigint + 543
    AND (n).date BETWEEN '1957-01-01' AND (current_date + 366)::text
    AND CASE WHEN (n).parent IS NULL THEN (n).root = (n).id
        ELSE NOT o IS NULL AND is_seen((n).parent) AND sees((n).root) END
    AND NOT EXISTS (
        WITH RECURSIVE line (id) AS (
            SELECT (n).parent UNION SELECT l.parent FROM line AS i JOIN letter AS l ON l.id = i.id
        ) SELECT 1 FROM line AS i WHERE i.id = (n).id
    )
)), false) THEN 'letter' END;

-- A letter of these offices cites another one by a number that is not its own: either finds it from then on.
CREATE FUNCTION forbids_letter_number(o letter_number, n letter_number) RETURNS text STABLE
RETURN CASE WHEN NOT is_my_letter(coalesce((n).letter, (o).letter)) AND NOT EXISTS (
    SELECT 1 FROM letter AS l JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'
    WHERE l.parent = coalesce((n).letter, (o).letter) AND l.number = coalesce((n).source, (o).source)
        AND k.number = coalesce((n).number, (o).number) AND may_write(l.issuer, l.root)
) THEN 'letter' END;

CREATE FUNCTION is_task_of_chain(of_task bigint, of_letter bigint) RETURNS boolean STABLE
RETURN EXISTS (SELECT 1 FROM task AS t JOIN letter AS a ON a.id = t.letter JOIN letter AS l ON l.id = of_letter
    WHERE t.id = of_task AND a.root = l.root);

CREATE FUNCTION forbids_stated_task(o stated_task, n stated_task) RETURNS text STABLE
RETURN CASE WHEN NOT is_my_letter(coalesce((n).letter, (o).letter))
    OR ((n).task IS NOT NULL AND NOT is_task_of_chain((n).task, (n).letter)) THEN 'letter' END;

-- Where a letter below states a task of its own, the others' move down the list; that is all that others may do to it.
CREATE FUNCTION forbids_task(o task, n task) RETURNS text STABLE
RETURN CASE
    WHEN (n).position NOT BETWEEN 1 AND 9999
        OR NOT o IS NULL AND NOT EXISTS (SELECT 1 FROM my_task AS m WHERE m.of_task = (o).id) THEN 'task'
    WHEN o IS NULL THEN CASE WHEN NOT EXISTS (
        SELECT 1 FROM stated_task AS s JOIN letter AS l ON l.id = s.letter
        WHERE l.root = (n).letter AND s.title = (n).title AND may_write(l.issuer, l.root)
    ) THEN 'task' END
    WHEN decides((o).id) THEN CASE
        WHEN NOT n IS NULL AND NOT sees((SELECT l.root FROM letter AS l WHERE l.id = (n).letter)) THEN 'task' END
    WHEN n IS NULL OR NOT passes_on((o).id)
        OR ((n).letter, (n).title, (n).system, (n).audience, (n).due_on, (n).rule, (n).as_written)
            IS DISTINCT FROM ((o).letter, (o).title, (o).system, (o).audience, (o).due_on, (o).rule, (o).as_written)
        OR EXISTS (SELECT 1 FROM stated_task AS s WHERE s.task = (o).id AND s.letter = (o).letter)
    THEN CASE WHEN (n).due_on IS DISTINCT FROM (o).due_on AND NOT n IS NULL THEN 'deadline' ELSE 'task' END
END;

-- What has been received has been sent, and not later.
CREATE FUNCTION forbids_delivery(o delivery, n delivery) RETURNS text STABLE
RETURN CASE
    WHEN n IS NULL THEN CASE WHEN NOT is_my_letter((o).letter) OR (o).received_on IS NOT NULL THEN 'delivery' END
    WHEN o IS NULL THEN CASE WHEN NOT is_my_letter((n).letter) THEN 'delivery'
        WHEN (n).received_on IS NOT NULL AND NOT is_mine((n).office) THEN 'receipt' END
    WHEN (n).root IS DISTINCT FROM (o).root OR (n).sent_on <> (o).sent_on AND NOT is_my_letter((o).letter) THEN 'delivery'
    WHEN ((n).received_on, (n).receive_number, (n).recorded_by)
        IS NOT DISTINCT FROM ((o).received_on, (o).receive_number, (o).recorded_by) THEN NULL
    WHEN NOT may_write((o).office, (o).root) THEN 'delivery'
    WHEN (n).received_on < (n).sent_on THEN 'receipt'
    WHEN (o).spoken_by = (o).office AND (o).received_on IS NOT NULL AND (my_seat()).office <> (o).office THEN 'own_word'
END;

-- The most days that the words of a counted deadline can mean; NULL where they name no number.
CREATE FUNCTION most_days(words text) RETURNS bigint IMMUTABLE
RETURN (
    SELECT max(CASE m[2] WHEN 'วันทำการ' THEN m[1]::bigint * 7 / 5 + 30 WHEN 'สัปดาห์' THEN m[1]::bigint * 7
        WHEN 'เดือน' THEN m[1]::bigint * 31 WHEN 'ปี' THEN m[1]::bigint * 366 ELSE m[1]::bigint
    END)
    FROM regexp_matches(
        translate(words, '๐๑๒๓๔๕๖๗๘๙', '0123456789'), '([0-9]{1,4}) *(วันทำการ|วัน|สัปดาห์|เดือน|ปี)', 'g'
    ) AS m
);

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
CREATE FUNCTION is_reached(chain bigint, for_office text) RETURNS boolean STABLE
RETURN EXISTS (
    SELECT 1 FROM delivery AS d JOIN seat AS s ON s.office = d.office
    JOIN reach AS r ON r.realm = ANY (s.realms) AND r.office = for_office
    JOIN letter AS l ON l.id = d.letter WHERE d.root = chain AND is_mine(l.issuer)
);

-- One obligation, or one round of it, with what is known of its task and office: whether these offices decide on the
-- task, passed it on, issued the letter that asks, whether the office is theirs, the task's day and its chain. A round is
-- under the same rules: what nobody has touched, or touches no more, is a round still owed.
CREATE FUNCTION forbids_obligation(
    o obligation, n obligation, is_round boolean, decided boolean, passed boolean, issued boolean, mine boolean, due text,
    chain bigint
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    becomes text := coalesce(n.progress, 'none');
    is_said boolean := NOT o IS NULL AND (n.progress, n.done_on, n.note, n.closed_by, n.recorded_by, n.exempt_from)
        IS DISTINCT FROM (o.progress, o.done_on, o.note, o.closed_by, o.recorded_by, o.exempt_from);
    is_exemption boolean := becomes = 'exempt' OR (o.progress = 'exempt' AND becomes = 'none')
        OR (n.closed_by IS NOT NULL AND n.closed_by IS DISTINCT FROM o.closed_by);
    latest text;
BEGIN
    IF decided IS NULL OR (n IS NULL AND NOT decided) THEN
        RETURN 'obligation';
    ELSIF n IS NULL THEN
        RETURN NULL;
    ELSIF NOT (CASE WHEN o IS NULL THEN is_reached(chain, n.office) AND (decided OR (mine AND passed)) ELSE mine OR issued END)
    THEN
        RETURN 'obligation';
    -- What one of these offices' letters closed is owed again when the letter goes.
    ELSIF (o IS NULL OR is_said) AND is_exemption AND NOT decided AND NOT coalesce(
        becomes = 'none' AND n.closed_by IS NULL AND o.closed_by IS NOT NULL AND is_my_letter(o.closed_by), false
    ) THEN
        RETURN 'exemption';
    ELSIF n.closed_by <> coalesce(o.closed_by, 0) AND NOT is_seen(n.closed_by) THEN
        RETURN 'letter';  -- a letter that others name is not taken out any more
    ELSIF NOT mine AND (CASE WHEN NOT o IS NULL THEN is_said AND NOT is_exemption
        ELSE becomes <> 'exempt' AND (becomes <> 'none' OR n.done_on IS NOT NULL OR n.note IS NOT NULL) END)
    THEN
        RETURN 'completion';
    ELSIF is_said AND o.spoken_by = o.office AND (my_seat()).office <> o.office
        AND o.progress IN ('incomplete', 'blocked', 'done') AND NOT (becomes = 'exempt' AND o.progress <> 'done')
    THEN
        RETURN 'own_word';
    ELSIF NOT decided AND (is_round AND n.due_on IS DISTINCT FROM o.due_on
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

-- What one of these offices' letters moved goes with the letter, whoever agreed to it. What is worked out from letters:
-- one of these offices set an earlier day for one of them, or the day counts from a receipt. It goes too when the letter
-- has left the chain.
CREATE FUNCTION forbids_deadline_change(o deadline_change, n deadline_change) RETURNS text STABLE
RETURN CASE WHEN (n).letter <> coalesce((o).letter, 0) AND NOT is_seen((n).letter) THEN 'letter'
WHEN NOT (n IS NULL AND is_my_letter((o).letter)) AND EXISTS (
    SELECT 1 FROM unnest(ARRAY[o, n]) WITH ORDINALITY AS e WHERE e.id IS NOT NULL AND NOT decides(e.task) AND NOT (
        e.agreed = 0 AND is_mine(e.office) AND is_seen(e.letter)
        AND (e.ordinality = 1 OR is_task_of_chain(e.task, e.letter)) AND (is_my_letter(e.letter) OR EXISTS (
            SELECT 1 FROM stated_task AS s
            WHERE s.letter = e.letter AND s.task = e.task AND s.due_on IS NULL AND s.as_written <> ''
        ))
    )
) THEN 'deadline' END;

-- Numbers are given one after the other, by whoever has the register for itself meanwhile.
CREATE FUNCTION forbids_register_entry(o register_entry, n register_entry) RETURNS text STABLE
RETURN CASE WHEN n IS NULL OR (n).office NOT IN ((my_seat()).office, (my_seat()).house)
    OR ((n).letter IS DISTINCT FROM (o).letter AND (n).letter IS NOT NULL AND NOT is_seen((n).letter))
    THEN 'register_entry' END;

-- One recorded while the clock was wrong is said again on its day. It goes with its task, once no letter asks for that.
CREATE FUNCTION forbids_reminder(o reminder, n reminder) RETURNS text STABLE
RETURN CASE WHEN (o).said_on <= (n).said_on OR NOT EXISTS (
    SELECT 1 FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = coalesce((n).task, (o).task) AND CASE
        WHEN n IS NULL THEN decides(t.id) AND NOT EXISTS (SELECT 1 FROM stated_task AS s WHERE s.task = t.id)
        ELSE sees(l.root) AND (is_mine((n).office) OR is_mine(l.issuer)) END
) THEN 'reminder' END;

-- Whether what others' programs read in a row has the form in which ours writes it: words, and JSON by its every value. In a
-- form %t is a text of JSON, %k a letter's key, %d a day, %o one or null, @(...)@ a list. What is done has a day, and no day
-- on which something was done or said is still to come by anybody's clock.
CREATE FUNCTION has_form(of_table text, n jsonb) RETURNS boolean STABLE
RETURN coalesce(n ->> 'progress' = 'done' OR n ->> 'value' ~ '"progress":"done"', false)
    = coalesce(n ->> 'done_on' IS NOT NULL OR n ->> 'value' ~ '"done_on":"', false) AND (greatest(
    n ->> 'done_on', n ->> 'received_on', left(n ->> 'stamp', 10), substring(n ->> 'value', '"(?:done|received)_on":"([^"]*)')
) <= (current_date + 1)::text) IS NOT FALSE AND NOT EXISTS (
    SELECT 1 FROM jsonb_each_text(n) AS c WHERE length(c.value) > CASE WHEN c.key IN ('rule', 'number', 'receive_number', 'source', 'system',
        'number_as_written', 'date_as_written', 'urgency', 'signatory', 'email') THEN 500 ELSE 20000 END
        AND c.key NOT IN ('text', 'value', 'content', 'statements', 'numbers', 'hung')
) AND NOT EXISTS (
    SELECT 1 FROM (VALUES
        ('letter', 'kind', '%g'), ('letter', 'secrecy', '%s'), ('letter', 'number', '%n'), ('letter', 'formerly', '(?:@(%k)@)?'),
        ('letter_number', 'number', '%n'), ('letter_link', 'type', '%l'), ('finding', 'taken', '[01]'), ('said', 'stamp', '(?:%z)?'),
        ('withdrawn', 'number', '%n'), ('withdrawn', 'year_be', '2[4-7]\d\d'), ('withdrawn', 'secrecy', '%s'),
        ('withdrawn', 'formerly', '(?:@(%k)@)?'), ('withdrawn', 'stamp', '%z'), ('withdrawn', 'numbers', '@(\[%t,%t\])@'),
        ('withdrawn', 'hung', '@(\[%k,%k\])@'), ('withdrawn', 'statements', '@(\[%t,%t,%t,%t,%t\])@'), ('said', 'value', '\{\}|' || CASE
            WHEN n ->> 'task' <> '' AND n ->> 'office' = '' THEN '\{"moves":%m\}'
            WHEN n ->> 'task' <> '' THEN '\{"moves":%m\}|\{(?:"closed_by":%k,)?(?:"done_on":"%d",)?(?:"exempt_from":"%d",)?'
                '(?:"moves":%m,)?(?:"note":%t,)?"progress":"(?:none|incomplete|blocked|done|exempt)"\}'
            WHEN n ->> 'office' <> '' THEN '\{(?:"receive_number":%t,)?"received_on":"%d"\}'
            ELSE '\{"addressees":%t,"date":"%d","date_as_written":%t,"email":%t,"enclosures":%t,"findings":@(\[%t,%t,%t,%t,%t,[01]\])@,'
                '"kind":"%g","links":@(\["%l",%t,%o,%t,%t\])@,"number_as_written":%t,"phones":%t,"position":%t,"recipients":@(%t)@,'
                '"secrecy":"%s","section":%t,"signatory":%t,"subject":%t,"tasks":@(\[%t,%t,%t,%o,%t,%t\])@,"text":%t,"urgency":%t\}' END)
    ) AS f (of_table, name, form) WHERE f.of_table = has_form.of_table AND n ? f.name AND (n ->> f.name ~ concat('^(?:',
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(regexp_replace(replace(f.form,
            '%m', '@(\["%d",%o,%t,(?:null|%k),(?:%o,""|"%d","FREQ=[A-Z0-9=;, +-]*"),%o\])@'),
            '@\((.*?)\)@', '\\[(?:(?:\1)(?:, ?(?:\1))*)?\\]', 'g'), '%k', '\["%c*[^\s"\\]", ?2[4-7]\d\d, ?"%c*[^\s"\\]"\]'),
            '%o', '(?:null|"%d")'), '%t', '"%c*"'), '%z', '(?:%dT[0-2]\d:[0-5]\d:[0-5]\dZ)? \d{10}'), '%d', '(?:(?:19|2[0-2])\d\d-(?:'
            '(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|(?:(?:19|2[0-2])(?:0[48]|'
            '[2468][048]|[13579][26])|2000)-02-29)'), '%c', '(?:[^"\\\x01-\x1f]|\\["\\bfnrt]|\\u00(?:0[1-9a-f]|1[\da-f]))'),
            '%l', '(?:passes_on|refers_to|extends|cancels|replaces|reminds|replies_to)'), '%n', '.*\S.*'), '%s', '(?:ลับ(?:มาก|ที่สุด)?)?'),
            '%g', '(?:circular|forward|reminder|extension|cancellation|reply|memo|stamped|other)'), ')$')) IS NOT TRUE
);

-- Ask them of many rows; of obligations what is known of a task is asked once. Some are asked alike of rows as they were
-- and as they would be: parts of a letter are its issuer's, who also takes it out, and says so; drafts, and which files
-- were read, the office's own; in bundles these offices speak of themselves and of letters, and what that changes there
-- has rules of its own.
CREATE FUNCTION forbids(of_table text, was jsonb, becomes jsonb) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    mine seat := my_seat();
    is_round boolean := of_table = 'obligation_round';
    untouched jsonb := '{"progress":"none","done_on":null,"due_on":null,"note":null,"closed_by":null,"recorded_by":"",'
        '"spoken_by":""}';
    word text;
BEGIN
    -- Rows that a bundle brought name whose word they hold; new rows get the next numbers; what others' programs read
    -- has the form in which ours writes it.
    IF EXISTS (SELECT 1 FROM ROWS FROM (jsonb_array_elements(was), jsonb_array_elements(becomes)) AS x (o, n)
        WHERE coalesce(x.n ->> 'recorded_by', '') NOT IN ('', coalesce(x.o ->> 'recorded_by', ''))
            AND NOT is_mine(x.n ->> 'recorded_by')) THEN
        RETURN 'own_word';
    ELSIF (SELECT max((n ->> 'id')::bigint) FROM jsonb_array_elements(becomes) AS n) >= next_row(of_table) + 1000000 THEN
        RETURN of_table;
    ELSIF of_table IN ('letter_link', 'finding', 'withdrawn', 'said', 'draft', 'file_read') THEN
        SELECT max(CASE WHEN of_table IN ('said', 'draft', 'file_read') THEN of_table ELSE 'letter' END) INTO word
        FROM jsonb_array_elements(was || becomes) AS r WHERE CASE of_table
            WHEN 'withdrawn' THEN is_mine(r ->> 'issuer') AND is_mine(r ->> 'said_by')
            WHEN 'said' THEN is_seen((r ->> 'letter')::bigint) AND (r ->> 'said_by' = '' OR is_mine(r ->> 'said_by'))
                AND (r ->> 'office' = '' OR is_mine(r ->> 'office'))
            ELSE CASE WHEN r ? 'letter' THEN is_my_letter((r ->> 'letter')::bigint) ELSE r ->> 'office' = mine.office END
        END IS NOT TRUE;
    ELSIF of_table IN ('obligation', 'obligation_round') THEN
        WITH pair AS MATERIALIZED (
            SELECT coalesce(x.n, x.o) ->> 'office' AS office, (coalesce(x.n, x.o) ->> 'task')::bigint AS task, x.o, x.n
            FROM ROWS FROM (jsonb_array_elements(was), jsonb_array_elements(becomes)) AS x (o, n)
        ), about AS MATERIALIZED (
            SELECT t.id, t.due_on, l.date, l.root, decides(t.id) AS decided, passes_on(t.id) AS passed,
                may_write(l.issuer, l.root) AS issued, '*' <> ALL (mine.realms) OR sees(l.root) AS seen,
                CASE WHEN becomes = '[]' THEN mark_asked(t.id) END AS asked
            FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id IN (SELECT p.task FROM pair AS p)
                AND is_open(t.id, l.id, l.root, ARRAY(SELECT h.id FROM hidden_letters() AS h))
        )
        SELECT min(CASE WHEN p.n ->> 'done_on' < a.date AND p.n ->> 'done_on' IS DISTINCT FROM p.o ->> 'done_on'
            THEN 'completion' ELSE forbids_obligation(  -- nothing is done before it was asked
            jsonb_populate_record(NULL::obligation, CASE WHEN is_round THEN coalesce(p.o, p.n || untouched) ELSE p.o END),
            jsonb_populate_record(
                NULL::obligation, CASE WHEN is_round AND NOT a.decided THEN coalesce(p.n, p.o || untouched) ELSE p.n END
            ),
            -- An office's own word in a round that is gone stands elsewhere, as the end of the command checks.
            is_round, CASE WHEN NOT is_round OR (p.n IS NULL AND a.decided) OR EXISTS (
                SELECT 1 FROM obligation AS b WHERE b.task = p.task AND b.office = p.office
            ) THEN a.decided OR (p.own AND (p.o ->> 'asked')::bigint = a.asked) IS TRUE END,
            a.passed, a.issued, p.own AND a.seen, a.due_on, a.root
        ) END) INTO word
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
    RETURN coalesce(word, (
        SELECT of_table FROM jsonb_array_elements(becomes) AS n WHERE NOT has_form(of_table, n) OR EXISTS (
            SELECT 1 FROM jsonb_array_elements((n ->> 'statements')::jsonb) AS s WHERE NOT has_form('said', jsonb_build_object(
                'task', s -> 0, 'office', s -> 1, 'value', s -> 3, 'stamp', s -> 4))
        ) LIMIT 1
    ));
END $$;
