-- Which office a role has on a server, which offices are under it, and what of the tables is theirs.
--
-- Functions that say so of whoever asks (session_user): sets, for the policies of many rows, and single answers.
-- Of an office's versions the last one counts, which has none after it: what the office is now, or was when it ended.

CREATE TABLE role_office (
    role text COLLATE "C" PRIMARY KEY,
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE
);
COMMENT ON TABLE role_office IS 'server: the office that a role of the server has';
ALTER TABLE role_office ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION my_office() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT r.office FROM role_office AS r WHERE r.role = session_user::text), '');
END $$;

-- An office for local administration speaks for the province or district in whose hall it sits.
CREATE FUNCTION my_house() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
DECLARE own text COLLATE "C" := my_office();
BEGIN
    RETURN coalesce((
        SELECT v.superior FROM office_version AS v
        WHERE v.code = own AND v.kind IN ('provincial_office', 'district_office') AND v.superior <> ''
            AND NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since)
    ), own);
END $$;

CREATE FUNCTION for_the_whole_country() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
DECLARE house text COLLATE "C" := my_house();
BEGIN
    RETURN EXISTS (SELECT 1 FROM office_version AS v WHERE v.code = house AND v.kind = 'department');
END $$;

-- The role's office and all under it. Under a department stands the country, but for other departments.
CREATE FUNCTION my_offices() RETURNS SETOF text
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
DECLARE
    own text COLLATE "C" := my_office();
    house text COLLATE "C" := my_house();
BEGIN
    IF own = '' THEN
        RETURN;
    ELSIF for_the_whole_country() THEN
        RETURN QUERY SELECT own UNION SELECT v.code FROM office_version AS v
            WHERE (v.code = house OR v.kind NOT IN ('department', 'other'))
                AND NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since);
    ELSE
        RETURN QUERY WITH RECURSIVE below (code) AS (
            SELECT house
            UNION SELECT v.code FROM below AS b JOIN office_version AS v ON v.superior = b.code
                WHERE NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since)
        ) SELECT own UNION SELECT b.code FROM below AS b;
    END IF;
END $$;

-- The same of one office, from below.
CREATE FUNCTION is_mine(office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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
        SELECT v.kind INTO of_kind FROM office_version AS v WHERE v.code = office
            AND NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since);
        RETURN FOUND AND of_kind NOT IN ('department', 'other');
    END IF;
    FOR step IN 1 .. 9 LOOP
        SELECT v.superior INTO at FROM office_version AS v WHERE v.code = at
            AND NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since);
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
CREATE FUNCTION my_chains() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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
                WHERE l.root = l.id AND v.kind NOT IN ('department', 'other')
                    AND NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since);
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

CREATE FUNCTION sees(chain bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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
CREATE FUNCTION my_tasks() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM task AS t JOIN letter AS l ON l.id = t.letter
        WHERE l.root IN (SELECT my_chains());
END $$;

-- Those of the chains that begin with a letter of these offices.
CREATE FUNCTION my_own_tasks() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM task AS t JOIN letter AS l ON l.id = t.letter
        WHERE l.issuer IN (SELECT my_offices());
END $$;

CREATE FUNCTION may_write(issuer text, chain bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN is_mine(issuer) AND (NOT for_the_whole_country() OR sees(chain));
END $$;

CREATE FUNCTION is_seen(of_row bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT sees(l.root) FROM letter AS l WHERE l.id = of_row), false);
END $$;

CREATE FUNCTION is_my_letter(of_row bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN coalesce((SELECT may_write(l.issuer, l.root) FROM letter AS l WHERE l.id = of_row), false);
END $$;

-- One obligation: who may touch it at all. As the sets say for many rows at once; here for few.
CREATE FUNCTION is_my_part(of_task bigint, of_office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN (
        SELECT may_write(of_office, l.root) OR may_write(l.issuer, l.root)
        FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = of_task
    );
END $$;

-- Those of the chains in which one of these offices issued a letter.
CREATE FUNCTION my_passed_on_tasks() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM task AS t JOIN letter AS r ON r.id = t.letter
        WHERE r.root IN (SELECT my_chains()) AND r.root IN (
            SELECT l.root FROM letter AS l WHERE l.issuer IN (SELECT my_offices())
        );
END $$;

-- Whose word moves a task's deadlines and exempts from it: who issued the chain's first letter, if that asks for it;
-- else whoever issued every letter that does.
CREATE FUNCTION decides(of_task bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
DECLARE
    first bigint;
    chain bigint;
    top text;
BEGIN
    SELECT t.letter, l.root, l.issuer INTO first, chain, top
        FROM task AS t JOIN letter AS l ON l.id = t.letter WHERE t.id = of_task;
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

CREATE FUNCTION my_decided_tasks() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 200 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM my_tasks() AS t (id) WHERE decides(t.id);
END $$;

-- A letter of these offices cites another one by a number that is not its own: either finds it from then on.
CREATE FUNCTION is_my_reading(of_row bigint, as_cited text, citing text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM letter AS l JOIN letter_link AS k ON k.letter = l.id AND k.type = 'passes_on'
        WHERE l.parent = of_row AND l.number = citing AND k.number = as_cited AND may_write(l.issuer, l.root)
    );
END $$;

CREATE FUNCTION is_stated_by_me(chain bigint, as_titled text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM stated_task AS s JOIN letter AS l ON l.id = s.letter
        WHERE l.root = chain AND s.title = as_titled AND may_write(l.issuer, l.root)
    );
END $$;

CREATE FUNCTION is_task_of_chain(of_task bigint, of_letter bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM task AS t JOIN letter AS a ON a.id = t.letter JOIN letter AS l ON l.id = of_letter
        WHERE t.id = of_task AND a.root = l.root
    );
END $$;

-- What is worked out from letters: one of these offices set an earlier day for one of them, or the day counts from a
-- receipt.
CREATE FUNCTION sets_earlier(of_task bigint, for_office text, by_letter bigint, by_a_clerk bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN by_a_clerk = 0 AND is_mine(for_office) AND is_task_of_chain(of_task, by_letter)
        AND is_seen(by_letter)
        AND (is_my_letter(by_letter) OR EXISTS (
            SELECT 1 FROM stated_task AS s
            WHERE s.letter = by_letter AND s.task = of_task AND s.due_on IS NULL AND s.as_written <> ''
        ));
END $$;

-- A letter of these offices went to another one: it may ask that one too.
CREATE FUNCTION is_asked_by_me(of_task bigint, of_office text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT 1 FROM task AS t JOIN letter AS a ON a.id = t.letter
        JOIN delivery AS d ON d.root = a.root AND d.office = of_office
        JOIN letter AS l ON l.id = d.letter
        WHERE t.id = of_task AND may_write(l.issuer, l.root)
    );
END $$;

CREATE FUNCTION my_colleagues() RETURNS SETOF text
LANGUAGE plpgsql STABLE ROWS 3 SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT r.role FROM role_office AS r WHERE r.office = my_office();
END $$;

-- Rows that a role does not see have numbers too.
CREATE FUNCTION next_row(of_table text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN CASE of_table
        WHEN 'letter' THEN (SELECT coalesce(max(id), 0) + 1 FROM letter)
        WHEN 'task' THEN (SELECT coalesce(max(id), 0) + 1 FROM task)
        WHEN 'deadline_change' THEN (SELECT coalesce(max(id), 0) + 1 FROM deadline_change)
    END;
END $$;
