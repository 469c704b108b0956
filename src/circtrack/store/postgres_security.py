"""Who may do what on a server: a role has an office, and row-level security gives it what is that office's.

The statements belong to version 6 of the tables (``store.postgres_schema``). Whoever owns the tables, and whoever is a
member of that role, is above all this. To everyone else the schema is closed until ``circtrack admin grant`` opens it;
the rights on the tables themselves are everybody's, so that thousands of roles need not stand on each.

A role reads the chains to which its office, or one under it, belongs; of what is owed in them its own part, and all of
it where the chain's first letter is its own. It writes the letters of its offices, what they received and did, and
their registers. Deadlines and exemptions are for who issued the letter that asks. What rights by row and by column
cannot say, triggers do; they do it for roles only (``row_security_active``).

What is asked of a role is asked of ``session_user``: it stays the same under ``SET ROLE`` and inside of functions.
Every function has its search path set, and none can be called that is not meant to be.
"""

from __future__ import annotations

_SAFE = "SECURITY DEFINER SET search_path = circtrack, pg_temp"
_STABLE = f"LANGUAGE plpgsql STABLE {_SAFE}"
_TRIGGER = f"RETURNS trigger LANGUAGE plpgsql {_SAFE}"

# Their tables are read by all who can enter the schema; the policies say which rows.
_READ = (
    "setting, office, office_version, tables_version, letter, letter_number, letter_link, finding, task, delivery,"
    " obligation, stated_task, deadline_change, register_entry, reminder, said, journal"
)

# Asked by policies and by the program; nothing that they say is secret to who asks.
_CALLED = (
    "my_office()", "my_house()", "for_the_whole_country()", "my_offices()", "my_chains()", "my_tasks()", "my_own_tasks()", "my_passed_on_tasks()", "my_decided_tasks()", "my_colleagues()", "is_mine(text)",
    "sees(bigint)", "may_write(text, bigint)", "is_seen(bigint)", "is_my_letter(bigint)", "is_my_reading(bigint, text, text)",
    "is_my_part(bigint, text)", "is_stated_by_me(bigint, text)", "is_task_of_chain(bigint, bigint)", "sets_earlier(bigint, text, bigint, bigint)",
    "next_row(text)", "make_year(bigint)", "instr(text, text)", "group_concat_step(text, text, text)",
    "group_concat(text, text)",
)  # fmt: skip

_LAST = "NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since)"
"""Of an office's versions the last: what it is now, or was when it ended."""

_WHO = f"""
CREATE TABLE role_office (
    role text COLLATE "C" PRIMARY KEY,
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE
);
COMMENT ON TABLE role_office IS 'server: the office that a role of the server has';
ALTER TABLE role_office ENABLE ROW LEVEL SECURITY;
CREATE INDEX delivery_office ON delivery (office, root);

CREATE FUNCTION my_office() RETURNS text {_STABLE} AS $$
BEGIN
    RETURN coalesce((SELECT r.office FROM role_office AS r WHERE r.role = session_user::text), '');
END $$;

-- An office for local administration speaks for the province or district in whose hall it sits.
CREATE FUNCTION my_house() RETURNS text {_STABLE} AS $$
DECLARE own text COLLATE "C" := my_office();
BEGIN
    RETURN coalesce((
        SELECT v.superior FROM office_version AS v
        WHERE v.code = own AND v.kind IN ('provincial_office', 'district_office') AND v.superior <> '' AND {_LAST}
    ), own);
END $$;

CREATE FUNCTION for_the_whole_country() RETURNS boolean {_STABLE} AS $$
DECLARE house text COLLATE "C" := my_house();
BEGIN
    RETURN EXISTS (SELECT 1 FROM office_version AS v WHERE v.code = house AND v.kind = 'department');
END $$;

-- The role's office and all under it. Under a department stands the country, but for other departments.
CREATE FUNCTION my_offices() RETURNS SETOF text {_STABLE} ROWS 200 AS $$
DECLARE
    own text COLLATE "C" := my_office();
    house text COLLATE "C" := my_house();
BEGIN
    IF own = '' THEN
        RETURN;
    ELSIF for_the_whole_country() THEN
        RETURN QUERY SELECT own UNION SELECT v.code FROM office_version AS v
            WHERE (v.code = house OR v.kind NOT IN ('department', 'other')) AND {_LAST};
    ELSE
        RETURN QUERY WITH RECURSIVE below (code) AS (
            SELECT house UNION SELECT v.code FROM below AS b JOIN office_version AS v ON v.superior = b.code WHERE {_LAST}
        ) SELECT own UNION SELECT b.code FROM below AS b;
    END IF;
END $$;

-- The same of one office, from below.
CREATE FUNCTION is_mine(office text) RETURNS boolean {_STABLE} AS $$
DECLARE
    own text COLLATE "C" := my_office();
    house text COLLATE "C" := my_house();
    at text := office;
    of_kind text;
BEGIN
    IF own = '' OR office IS NULL OR office = '' THEN
        RETURN false;
    ELSIF office IN (own, house) THEN
        RETURN true;
    ELSIF for_the_whole_country() THEN
        SELECT v.kind INTO of_kind FROM office_version AS v WHERE v.code = office AND {_LAST};
        RETURN FOUND AND of_kind NOT IN ('department', 'other');
    END IF;
    FOR step IN 1 .. 9 LOOP
        SELECT v.superior INTO at FROM office_version AS v WHERE v.code = at AND {_LAST};
        IF NOT FOUND OR at = '' THEN
            RETURN false;
        ELSIF at = house THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- The roots of the chains to which one of these offices belongs: it issued, was sent or owes something in one. Another
-- department's chain goes to provinces too: a department's are those of its own letters, those sent to itself, and
-- those that begin under it.
CREATE FUNCTION my_chains() RETURNS SETOF bigint {_STABLE} ROWS 200 AS $$
DECLARE
    own text COLLATE "C" := my_office();
    house text COLLATE "C" := my_house();
    codes text[];
    provinces text[];
    found bigint[];
BEGIN
    IF own = '' THEN
        RETURN;
    ELSIF for_the_whole_country() THEN
        RETURN QUERY SELECT l.root FROM letter AS l WHERE l.issuer IN (own, house)
            UNION SELECT d.root FROM delivery AS d WHERE d.office IN (own, house)
            UNION SELECT l.id FROM letter AS l JOIN office_version AS v ON v.code = l.issuer
                WHERE l.root = l.id AND v.kind NOT IN ('department', 'other') AND {_LAST};
        RETURN;
    END IF;
    codes := ARRAY(SELECT my_offices());
    provinces := ARRAY(SELECT DISTINCT v.province_code FROM office_version AS v WHERE v.code IN (own, house));
    found := ARRAY(SELECT l.root FROM letter AS l WHERE l.issuer = ANY(codes)
        UNION SELECT d.root FROM delivery AS d WHERE d.office = ANY(codes));
    RETURN QUERY SELECT unnest(found) UNION SELECT l.root FROM task AS t JOIN letter AS l ON l.id = t.letter
        WHERE l.root <> ALL(found) AND (  -- one by one, at its own place in the index
            SELECT true FROM obligation AS o WHERE o.task = t.id AND o.year_be = l.year_be
                AND o.province = ANY(provinces) AND o.office = ANY(codes) LIMIT 1
        );
END $$;

CREATE FUNCTION sees(chain bigint) RETURNS boolean {_STABLE} AS $$
DECLARE
    own text COLLATE "C" := my_office();
    house text COLLATE "C" := my_house();
BEGIN
    IF own = '' THEN
        RETURN false;
    ELSIF for_the_whole_country() THEN
        RETURN EXISTS (SELECT 1 FROM letter AS l WHERE l.id = chain AND l.root = l.id AND is_mine(l.issuer))
            OR EXISTS (SELECT 1 FROM letter AS l WHERE l.root = chain AND l.issuer IN (own, house))
            OR EXISTS (SELECT 1 FROM delivery AS d WHERE d.root = chain AND d.office IN (own, house));
    END IF;
    RETURN chain IN (SELECT my_chains());
END $$;

-- A task is its letter's while a chain is put together, and the root's once it stands.
CREATE FUNCTION my_tasks() RETURNS SETOF bigint {_STABLE} ROWS 200 AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM task AS t JOIN letter AS l ON l.id = t.letter
        WHERE l.root IN (SELECT my_chains());
END $$;

-- Those of the chains that begin with a letter of these offices.
CREATE FUNCTION my_own_tasks() RETURNS SETOF bigint {_STABLE} ROWS 200 AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM task AS t JOIN letter AS l ON l.id = t.letter
        WHERE l.issuer IN (SELECT my_offices());
END $$;

CREATE FUNCTION may_write(issuer text, chain bigint) RETURNS boolean {_STABLE} AS $$
BEGIN
    RETURN is_mine(issuer) AND (NOT for_the_whole_country() OR sees(chain));
END $$;

CREATE FUNCTION is_seen(of_row bigint) RETURNS boolean {_STABLE} AS $$
BEGIN
    RETURN coalesce((SELECT sees(l.root) FROM letter AS l WHERE l.id = of_row), false);
END $$;

CREATE FUNCTION is_my_letter(of_row bigint) RETURNS boolean {_STABLE} AS $$
BEGIN
    RETURN coalesce((SELECT may_write(l.issuer, l.root) FROM letter AS l WHERE l.id = of_row), false);
END $$;

-- One obligation: who may touch it at all. As the sets say for many rows at once; here for few.
CREATE FUNCTION is_my_part(of_task bigint, of_office text) RETURNS boolean {_STABLE} AS $$
BEGIN
    RETURN (
        SELECT may_write(of_office, l.root) OR may_write(l.issuer, l.root)
        FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = of_task
    );
END $$;

-- Those of the chains in which one of these offices issued a letter.
CREATE FUNCTION my_passed_on_tasks() RETURNS SETOF bigint {_STABLE} ROWS 200 AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM task AS t JOIN letter AS r ON r.id = t.letter
        WHERE r.root IN (SELECT my_chains()) AND r.root IN (
            SELECT l.root FROM letter AS l WHERE l.issuer IN (SELECT my_offices())
        );
END $$;

-- Whose word moves a task's deadlines and exempts from it: who issued the chain's first letter, if that asks for it;
-- else whoever issued every letter that does.
CREATE FUNCTION decides(of_task bigint) RETURNS boolean {_STABLE} AS $$
DECLARE
    first bigint;
    chain bigint;
    top text;
BEGIN
    SELECT t.letter, l.root, l.issuer INTO first, chain, top FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = of_task;
    IF NOT FOUND THEN
        RETURN false;
    ELSIF EXISTS (SELECT 1 FROM stated_task AS s WHERE s.task = of_task)
        AND NOT EXISTS (SELECT 1 FROM stated_task AS s WHERE s.task = of_task AND s.letter = first)
    THEN
        RETURN NOT EXISTS (
            SELECT 1 FROM stated_task AS s JOIN letter AS l ON l.id = s.letter
            WHERE s.task = of_task AND NOT may_write(l.issuer, l.root)
        );
    END IF;
    RETURN may_write(top, chain);
END $$;

CREATE FUNCTION my_decided_tasks() RETURNS SETOF bigint {_STABLE} ROWS 200 AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM my_tasks() AS t (id) WHERE decides(t.id);
END $$;

-- A letter of these offices cites another one by a number that is not its own: either finds it from then on.
CREATE FUNCTION is_my_reading(of_row bigint, as_cited text, citing text) RETURNS boolean {_STABLE} AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM letter AS l JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'
        WHERE l.parent = of_row AND l.number = citing AND k.number = as_cited AND may_write(l.issuer, l.root)
    );
END $$;

CREATE FUNCTION is_stated_by_me(chain bigint, as_titled text) RETURNS boolean {_STABLE} AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM stated_task AS s JOIN letter AS l ON l.id = s.letter
        WHERE l.root = chain AND s.title = as_titled AND may_write(l.issuer, l.root)
    );
END $$;

CREATE FUNCTION is_task_of_chain(of_task bigint, of_letter bigint) RETURNS boolean {_STABLE} AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM task AS t JOIN letter AS a ON a.id = t.letter JOIN letter AS l ON l.id = of_letter
        WHERE t.id = of_task AND a.root = l.root
    );
END $$;

-- What is worked out from letters: one of these offices set an earlier day for one of them, or the day counts from a
-- receipt.
CREATE FUNCTION sets_earlier(of_task bigint, for_office text, by_letter bigint, by_a_clerk bigint) RETURNS boolean
{_STABLE} AS $$
BEGIN
    RETURN by_a_clerk = 0 AND is_mine(for_office) AND is_task_of_chain(of_task, by_letter)
        AND is_seen(by_letter)
        AND (is_my_letter(by_letter) OR EXISTS (
            SELECT 1 FROM stated_task AS s
            WHERE s.letter = by_letter AND s.task = of_task AND s.due_on IS NULL AND s.as_written <> ''
        ));
END $$;

CREATE FUNCTION my_colleagues() RETURNS SETOF text {_STABLE} ROWS 3 AS $$
BEGIN
    RETURN QUERY SELECT r.role FROM role_office AS r WHERE r.office = my_office();
END $$;

-- Rows that a role does not see have numbers too.
CREATE FUNCTION next_row(of_table text) RETURNS bigint {_STABLE} AS $$
BEGIN
    RETURN CASE of_table
        WHEN 'letter' THEN (SELECT coalesce(max(id), 0) + 1 FROM letter)
        WHEN 'task' THEN (SELECT coalesce(max(id), 0) + 1 FROM task)
        WHEN 'deadline_change' THEN (SELECT coalesce(max(id), 0) + 1 FROM deadline_change)
    END;
END $$;
"""

_GUARDS = f"""
CREATE FUNCTION refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this role may not: %', what USING ERRCODE = 'insufficient_privilege', CONSTRAINT = what;
END $$;

-- The most days that the words of a counted deadline can mean; NULL where they name no number.
CREATE FUNCTION most_days(words text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE {_SAFE} AS $$
BEGIN
    RETURN (
        SELECT max(CASE m[2]
            WHEN 'วันทำการ' THEN m[1]::bigint * 7 / 5 + 30 WHEN 'สัปดาห์' THEN m[1]::bigint * 7
            WHEN 'เดือน' THEN m[1]::bigint * 31 WHEN 'ปี' THEN m[1]::bigint * 366 ELSE m[1]::bigint
        END)
        FROM regexp_matches(
            translate(words, '๐๑๒๓๔๕๖๗๘๙', '0123456789'), '([0-9]{{1,4}}) *(วันทำการ|วัน|สัปดาห์|เดือน|ปี)', 'g'
        ) AS m
    );
END $$;

-- The last day that an office may owe a task by, as others say: the task's own, what letters of others set earlier, what
-- who decides moved on, or what can be counted from its receipt. NULL for none.
CREATE FUNCTION latest_due(of_task bigint, for_office text) RETURNS text {_STABLE} AS $$
DECLARE
    day text;
    moved text;
    chain bigint;
    hall text;
BEGIN
    SELECT t.due_on, l.root INTO day, chain FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = of_task;
    SELECT least(day, min(d.due_on)) INTO day FROM deadline_change AS d LEFT JOIN letter AS l ON l.id = d.letter
        WHERE d.task = of_task AND d.office = for_office AND d.agreed = 0 AND NOT coalesce(is_mine(l.issuer), false);
    IF day IS NULL THEN
        SELECT v.superior INTO hall FROM office_version AS v
            WHERE v.code = for_office AND v.kind IN ('provincial_office', 'district_office') AND {_LAST};
        SELECT (min(d.received_on)::date + (
            SELECT max(most_days(s.as_written)) FROM stated_task AS s WHERE s.task = of_task AND s.due_on IS NULL
        )::integer)::text INTO day
        FROM delivery AS d WHERE d.root = chain AND d.office IN (for_office, hall);
    END IF;
    SELECT max(d.due_on) INTO moved FROM deadline_change AS d
        WHERE d.task = of_task AND d.agreed = 1 AND (d.office = for_office OR d.office IS NULL);
    RETURN CASE WHEN day IS NULL THEN NULL ELSE greatest(day, moved) END;
END $$;

CREATE FUNCTION obligation_guarded() {_TRIGGER} AS $$
DECLARE
    own text COLLATE "C" := my_office();
    day text;
    latest text;
    before_it text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.spoken_by := '';
        IF NEW.recorded_by <> '' THEN
            PERFORM refuse('completion');
        END IF;
        IF NEW.progress <> 'none' OR NEW.done_on IS NOT NULL OR NEW.note IS NOT NULL OR NEW.closed_by IS NOT NULL THEN
            NEW.spoken_by := own;
            IF (NEW.progress = 'exempt' OR NEW.closed_by IS NOT NULL) AND NOT decides(NEW.task) THEN
                PERFORM refuse('exemption');
            ELSIF NEW.progress <> 'exempt' AND NOT is_mine(NEW.office) THEN
                PERFORM refuse('completion');
            END IF;
        END IF;
        IF NEW.due_on IS NULL OR decides(NEW.task) THEN
            RETURN NEW;
        END IF;
    ELSE
        NEW.spoken_by := OLD.spoken_by;
        IF (NEW.progress, NEW.done_on, NEW.note, NEW.closed_by, NEW.recorded_by)
            IS DISTINCT FROM (OLD.progress, OLD.done_on, OLD.note, OLD.closed_by, OLD.recorded_by)
        THEN
            IF NEW.recorded_by <> '' AND NEW.recorded_by <> OLD.recorded_by THEN
                PERFORM refuse('completion');
            ELSIF NEW.progress = 'exempt' OR (NEW.closed_by IS NOT NULL AND NEW.closed_by IS DISTINCT FROM OLD.closed_by)
                OR (OLD.progress = 'exempt' AND NEW.progress = 'none')
            THEN
                IF NOT decides(NEW.task) THEN
                    PERFORM refuse('exemption');
                END IF;
            ELSIF NOT is_mine(NEW.office) THEN
                PERFORM refuse('completion');
            END IF;
            IF OLD.spoken_by = OLD.office AND own <> OLD.office AND OLD.progress IN ('incomplete', 'blocked', 'done')
                AND NOT (NEW.progress = 'exempt' AND OLD.progress <> 'done')
            THEN
                PERFORM refuse('own_word');
            END IF;
            NEW.spoken_by := own;
        END IF;
        IF NEW.due_on IS NOT DISTINCT FROM OLD.due_on OR decides(NEW.task) THEN
            RETURN NEW;
        END IF;
    END IF;
    SELECT coalesce(NEW.due_on, t.due_on), t.due_on INTO day, before_it FROM task AS t WHERE t.id = NEW.task;
    IF TG_OP = 'UPDATE' THEN
        before_it := coalesce(OLD.due_on, before_it);
    END IF;
    latest := latest_due(NEW.task, NEW.office);
    IF latest IS NOT NULL AND NOT coalesce(day <= latest, false) AND NOT coalesce(day <= before_it, false) THEN
        PERFORM refuse('deadline');
    END IF;
    RETURN NEW;
END $$;

-- A row goes where two tasks turn out to be one; what an office said of itself must then stand in the other.
CREATE FUNCTION own_word_is_kept() {_TRIGGER} AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM obligation AS o WHERE o.office = OLD.office AND o.progress = OLD.progress
            AND o.done_on IS NOT DISTINCT FROM OLD.done_on AND o.note IS NOT DISTINCT FROM OLD.note
    ) THEN
        PERFORM refuse('own_word');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION delivery_guarded() {_TRIGGER} AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.spoken_by := CASE WHEN NEW.received_on IS NULL THEN '' ELSE my_office() END;
        IF NEW.recorded_by <> '' OR (NEW.received_on IS NOT NULL AND NOT is_mine(NEW.office)) THEN
            PERFORM refuse('receipt');
        END IF;
        RETURN NEW;
    END IF;
    NEW.spoken_by := OLD.spoken_by;
    IF (NEW.received_on, NEW.receive_number, NEW.recorded_by)
        IS DISTINCT FROM (OLD.received_on, OLD.receive_number, OLD.recorded_by)
    THEN
        IF NEW.recorded_by <> '' AND NEW.recorded_by <> OLD.recorded_by THEN
            PERFORM refuse('receipt');
        ELSIF OLD.spoken_by = OLD.office AND my_office() <> OLD.office AND OLD.received_on IS NOT NULL THEN
            PERFORM refuse('own_word');
        END IF;
        NEW.spoken_by := my_office();
    END IF;
    RETURN NEW;
END $$;

-- Where a letter below states a task of its own, the others' move down the list; that is all that others may do to it.
CREATE FUNCTION task_guarded() {_TRIGGER} AS $$
BEGIN
    IF NOT decides(OLD.id) AND (
        (NEW.letter, NEW.title, NEW.system, NEW.audience, NEW.due_on, NEW.rule, NEW.as_written)
        IS DISTINCT FROM (OLD.letter, OLD.title, OLD.system, OLD.audience, OLD.due_on, OLD.rule, OLD.as_written)
        OR EXISTS (SELECT 1 FROM stated_task AS s WHERE s.task = OLD.id AND s.letter = OLD.letter)
    ) THEN
        PERFORM refuse(CASE WHEN NEW.due_on IS DISTINCT FROM OLD.due_on THEN 'deadline' ELSE 'task' END);
    END IF;
    RETURN NEW;
END $$;

-- A role's journal rows come in line, at the server's time; their hashes are worked out here as store.journal_chain does.
CREATE FUNCTION journal_in_line() {_TRIGGER} AS $$
DECLARE
    last bigint;
    before_it text;
    cells text;
BEGIN
    SELECT h.journal, h.hash INTO last, before_it FROM journal_head AS h WHERE h.only_row = 1 FOR UPDATE;
    IF NOT FOUND THEN
        last := coalesce((SELECT max(j.id) FROM journal AS j), 0);
        before_it := coalesce((SELECT j.hash FROM journal AS j WHERE j.id = last), '');
    END IF;
    IF NEW.who <> session_user::text OR my_office() = '' THEN
        PERFORM refuse('journal');
    ELSIF NEW.undoes IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM journal AS j WHERE j.id = NEW.undoes AND j.who IN (SELECT my_colleagues())
    ) THEN
        PERFORM refuse('undo');
    ELSIF NOT coalesce(jsonb_typeof(NEW.changes::jsonb -> 'rows') = 'array'
        AND jsonb_typeof(NEW.changes::jsonb -> 'message') = 'string'
        AND jsonb_typeof(NEW.changes::jsonb -> 'values') = 'object', false)
        OR EXISTS (
            SELECT 1 FROM jsonb_array_elements(NEW.changes::jsonb -> 'rows') AS r
            WHERE NOT coalesce(jsonb_typeof(r -> 'key') = 'object' AND jsonb_typeof(r -> 'table') = 'string', false)
        )
    THEN
        PERFORM refuse('journal');
    END IF;
    NEW.id := last + 1;
    NEW.at := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
    cells := concat_ws(',', to_json(before_it), NEW.id, to_json(NEW.at::text), to_json(NEW.who::text),
        to_json(NEW.command::text), to_json(NEW.summary::text), to_json(NEW.changes::text),
        coalesce(NEW.undoes::text, 'null'));
    NEW.hash := encode(sha256(convert_to('[' || cells || ']', 'UTF8')), 'hex');
    INSERT INTO journal_head (only_row, journal, hash) VALUES (1, NEW.id, NEW.hash)
        ON CONFLICT (only_row) DO UPDATE SET journal = excluded.journal, hash = excluded.hash;
    RETURN NEW;
END $$;

CREATE TRIGGER obligation_guarded BEFORE INSERT OR UPDATE ON obligation FOR EACH ROW
WHEN (row_security_active('circtrack.obligation')) EXECUTE FUNCTION obligation_guarded();
CREATE CONSTRAINT TRIGGER own_word_is_kept AFTER DELETE ON obligation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (OLD.spoken_by = OLD.office AND OLD.progress <> 'none' AND row_security_active('circtrack.obligation'))
EXECUTE FUNCTION own_word_is_kept();
CREATE TRIGGER delivery_guarded BEFORE INSERT OR UPDATE ON delivery FOR EACH ROW
WHEN (row_security_active('circtrack.delivery')) EXECUTE FUNCTION delivery_guarded();
CREATE TRIGGER task_guarded BEFORE UPDATE ON task FOR EACH ROW
WHEN (row_security_active('circtrack.task')) EXECUTE FUNCTION task_guarded();
CREATE TRIGGER journal_in_line BEFORE INSERT ON journal FOR EACH ROW
WHEN (row_security_active('circtrack.journal')) EXECUTE FUNCTION journal_in_line();
"""

_OWED = """task IN (SELECT my_tasks()) AND (office IN (SELECT my_offices()) OR task IN (SELECT my_own_tasks()))"""
_OF_A_LETTER = "EXISTS (SELECT 1 FROM letter AS l WHERE l.id = {0}.letter)"
"""The letter's own policy says whether it is seen."""
_NEAR = "id < next_row('{0}') + 1000000"
_HANGS = "may_write(issuer, root) AND (parent IS NULL AND root = id OR is_seen(parent) AND sees(root))"
_MOVED = "(task IN (SELECT my_decided_tasks()) OR sets_earlier(task, office, letter, agreed))"

# Table, what for, which rows there are, and which rows may come of it.
_POLICIES = (
    # A letter that is taken out of a chain is not seen through its new chain before the statement has ended.
    ("letter", "SELECT", "root IN (SELECT my_chains()) OR root = id AND issuer IN (SELECT my_offices())", ""),
    ("letter", "INSERT", "", f"is_mine(issuer) AND parent IS NULL AND root = id AND recorded_by = '' AND {_NEAR.format('letter')}"),
    ("letter", "UPDATE", "may_write(issuer, root)", f"is_mine(issuer) AND ({_HANGS})"),
    ("letter", "DELETE", "may_write(issuer, root)", ""),
    ("letter_number", "SELECT", _OF_A_LETTER.format("letter_number"), ""),
    ("letter_number", "INSERT", "", "is_my_letter(letter) OR is_my_reading(letter, number, source)"),
    ("letter_number", "DELETE", "is_my_letter(letter) OR is_my_reading(letter, number, source)", ""),
    *(
        policy
        for table in ("letter_link", "finding", "stated_task")
        for policy in (
            (table, "SELECT", _OF_A_LETTER.format(table), ""),
            (table, "DELETE", "is_my_letter(letter)", ""),
        )
    ),
    ("letter_link", "INSERT", "", "is_my_letter(letter)"),
    ("finding", "INSERT", "", "is_my_letter(letter)"),
    ("stated_task", "INSERT", "", "is_my_letter(letter) AND (task IS NULL OR is_task_of_chain(task, letter))"),
    ("stated_task", "UPDATE", "is_my_letter(letter)", "is_my_letter(letter) AND (task IS NULL OR is_task_of_chain(task, letter))"),
    ("task", "SELECT", _OF_A_LETTER.format("task"), ""),
    ("task", "INSERT", "", f"is_stated_by_me(letter, title) AND {_NEAR.format('task')}"),
    ("task", "UPDATE", "id IN (SELECT my_passed_on_tasks()) OR id IN (SELECT my_decided_tasks())", "is_seen(letter)"),
    ("task", "DELETE", "id IN (SELECT my_decided_tasks())", ""),
    ("delivery", "SELECT", "root IN (SELECT my_chains())", ""),
    ("delivery", "INSERT", "", "is_my_letter(letter)"),
    ("delivery", "UPDATE", "may_write(office, root)", ""),
    # What has been received has been sent.
    ("delivery", "DELETE", "is_my_letter(letter) AND received_on IS NULL", ""),
    ("obligation", "SELECT", _OWED, ""),
    (
        "obligation", "INSERT", "",
        "task IN (SELECT my_decided_tasks()) OR task IN (SELECT my_passed_on_tasks()) AND office IN (SELECT my_offices())",
    ),
    ("obligation", "UPDATE", "is_my_part(task, office)", ""),
    ("obligation", "DELETE", "task IN (SELECT my_decided_tasks())", ""),
    (
        "deadline_change", "SELECT",
        "task IN (SELECT my_tasks()) AND (office IS NULL OR office IN (SELECT my_offices())"
        " OR task IN (SELECT my_own_tasks()))",
        "",
    ),
    ("deadline_change", "INSERT", "", f"{_MOVED} AND recorded_by = '' AND {_NEAR.format('deadline_change')}"),
    ("deadline_change", "UPDATE", _MOVED, f"{_MOVED} AND recorded_by = ''"),
    ("deadline_change", "DELETE", _MOVED, ""),
    ("register_entry", "SELECT", "office IN (SELECT my_office() UNION SELECT my_house())", ""),
    ("register_entry", "INSERT", "", "office IN (SELECT my_office() UNION SELECT my_house()) AND (letter IS NULL OR is_seen(letter))"),
    (
        "register_entry", "UPDATE", "office IN (SELECT my_office() UNION SELECT my_house())",
        "office IN (SELECT my_office() UNION SELECT my_house()) AND (letter IS NULL OR is_seen(letter))",
    ),
    ("reminder", "SELECT", _OWED, ""),
    ("reminder", "INSERT", "", _OWED),
    ("said", "SELECT", "office IN (SELECT my_offices()) AND " + _OF_A_LETTER.format("said"), ""),
    ("journal", "SELECT", "who = session_user::text OR who IN (SELECT my_colleagues())", ""),
    ("journal", "INSERT", "", "who = session_user::text"),
)  # fmt: skip

# What a role may change in a row that is there; the rest of it stands once it is written.
_CHANGES = {
    "letter": "parent, root",
    "stated_task": "task",
    "task": "letter, position, title, system, audience, due_on, rule, as_written",
    "delivery": "received_on, receive_number, recorded_by",
    "obligation": "progress, done_on, due_on, note, closed_by, recorded_by",
    "deadline_change": "task",
    "register_entry": "registered_on, status, letter, letter_number, letter_date, sender, recipient, subject, action, remark",
}


def _policies() -> str:
    tables = dict.fromkeys(table for table, *_ in _POLICIES)
    lines = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;" for table in tables]
    for table, verb, using, check in _POLICIES:
        rows = (f" USING ({using})" if using else "") + (f" WITH CHECK ({check})" if check else "")
        lines.append(f"CREATE POLICY {table}_{verb.lower()} ON {table} FOR {verb}{rows};")
        if verb in ("INSERT", "DELETE"):
            lines.append(f"GRANT {verb} ON {table} TO PUBLIC;")
    lines += [f"GRANT UPDATE ({columns}) ON {table} TO PUBLIC;" for table, columns in _CHANGES.items()]
    lines.append("GRANT UPDATE ON writers_turn TO PUBLIC;")
    return "\n".join(lines)


SECURITY = f"""
{_WHO}
{_GUARDS}
{_policies()}
GRANT SELECT ON {_READ} TO PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA circtrack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {", ".join(_CALLED)} TO PUBLIC;
"""
"""The statements, after those that make the tables."""
