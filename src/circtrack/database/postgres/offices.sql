-- Which office a role has on a server, which offices are under it, and what of the tables is theirs.
--
-- Functions that say so of whoever asks (session_user): it stays the same under SET ROLE and inside of functions.
-- Of an office's versions the last one counts: what the office is now, or was when it ended.

CREATE TABLE role_office (
    role text COLLATE "C" PRIMARY KEY,
    office text COLLATE "C" NOT NULL REFERENCES office (code) DEFERRABLE
);
COMMENT ON TABLE role_office IS 'server: the office that a role of the server has';
ALTER TABLE role_office ENABLE ROW LEVEL SECURITY;

-- Worked out from the list of offices whenever that changes, so that nobody asks for it row by row. An office for local
-- administration speaks for the province or district in whose hall it sits, its house. Under a department stands the
-- country (the realm '*'), but for other departments.
CREATE TABLE seat (
    office text COLLATE "C" PRIMARY KEY, house text COLLATE "C" NOT NULL, realms text[] COLLATE "C" NOT NULL
);
COMMENT ON TABLE seat IS 'server: the office for which each speaks, and the realms that it has';
CREATE TABLE reach (realm text COLLATE "C", office text COLLATE "C", PRIMARY KEY (realm, office));
COMMENT ON TABLE reach IS 'server: the offices of each realm, which is an office with those under it';

CREATE VIEW latest_office AS SELECT DISTINCT ON (v.code) v.code, v.name, v.kind, v.superior, CASE
    WHEN v.kind IN ('provincial_office', 'district_office') AND v.superior <> '' THEN v.superior ELSE v.code
END AS house FROM office_version AS v ORDER BY v.code, v.since DESC;

-- Only what differs is written.
CREATE FUNCTION spread_offices() RETURNS void LANGUAGE plpgsql AS $$
DECLARE added bigint;
BEGIN
    INSERT INTO seat AS s
        SELECT l.code, l.house, CASE WHEN h.kind = 'department' THEN ARRAY[l.house, '*'] ELSE ARRAY[l.house] END
        FROM latest_office AS l LEFT JOIN latest_office AS h ON h.code = l.house
    ON CONFLICT (office) DO UPDATE SET house = excluded.house, realms = excluded.realms
        WHERE (s.house, s.realms) <> (excluded.house, excluded.realms);
    WITH RECURSIVE latest AS MATERIALIZED (SELECT * FROM latest_office), line (code, above) AS (
        SELECT l.code, l.code FROM latest AS l
        UNION SELECT i.code, l.superior FROM line AS i JOIN latest AS l ON l.code = i.above
            WHERE l.superior <> '' AND l.superior NOT IN (SELECT d.code FROM latest AS d WHERE d.kind = 'department')
    ), spread (realm, office) AS MATERIALIZED (
        SELECT i.above, i.code FROM line AS i
        UNION SELECT '*', l.code FROM latest AS l WHERE l.kind NOT IN ('department', 'other')
    ), gone AS (
        DELETE FROM reach AS r WHERE (r.realm, r.office) IN (SELECT * FROM reach EXCEPT SELECT * FROM spread)
    )
    INSERT INTO reach SELECT * FROM spread EXCEPT SELECT * FROM reach;
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added > 1000 THEN
        ANALYZE seat, reach;
    END IF;
END $$;

-- The office of whoever asks, with its house and its realms; '' for who has none.
CREATE FUNCTION circtrack_roles.my_seat() RETURNS seat LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN (
        SELECT ROW(coalesce(r.office, ''), coalesce(s.house, r.office, ''), coalesce(s.realms, '{}'))::seat
        FROM (SELECT 1) AS one LEFT JOIN role_office AS r ON r.role = session_user
        LEFT JOIN seat AS s ON s.office = r.office
    );
END $$;

-- What stands below says of the caller too. A body after RETURN names its tables once and for all, when it is made; all
-- others are called by functions that set the search path only.
CREATE FUNCTION is_mine(code text) RETURNS boolean STABLE
RETURN EXISTS (SELECT 1 FROM reach AS r WHERE r.realm = ANY ((my_seat()).realms) AND r.office = code);

-- The offices by which a chain is that of the caller: one issued or was sent a letter of it. Another department's chain
-- goes to provinces too, so a department hears for itself alone.
CREATE FUNCTION list_hearing(mine seat) RETURNS text[] STABLE
RETURN CASE WHEN '*' = ANY (mine.realms) THEN ARRAY[mine.office, mine.house]
    ELSE ARRAY(SELECT r.office FROM reach AS r WHERE r.realm = ANY (mine.realms)) END;

-- The roots of the chains of the caller: those of which these offices hear, and others; a department's are also those
-- that begin under it, everybody else's those in which one of them owes something. Policies ask for them by EXISTS: for a
-- few rows each is looked up then, for many all are listed once; the others once at most in any case.
CREATE FUNCTION list_other_chains() RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 200 COST 10000
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    mine seat := my_seat();
    hearing text[] COLLATE "C" := list_hearing(mine);
    provinces text[] := ARRAY(SELECT v.province_code FROM office_version AS v WHERE v.code IN (mine.office, mine.house));
BEGIN
    RETURN QUERY SELECT l.id FROM letter AS l JOIN reach AS r ON r.realm = ANY (mine.realms) AND r.office = l.issuer
        WHERE l.root = l.id AND '*' = ANY (mine.realms) AND l.issuer <> ALL (hearing);
    RETURN QUERY SELECT l.root FROM task AS t JOIN letter AS l ON l.id = t.letter
        WHERE '*' <> ALL (mine.realms) AND l.root NOT IN (SELECT d.root FROM delivery AS d WHERE d.office = ANY (hearing))
        AND (  -- one by one, at its own place in the index, which is not asked for hundreds of offices each time
            SELECT true FROM obligation AS o WHERE o.task = t.id AND o.year_be = l.year_be AND o.province = ANY (provinces)
                AND o.office BETWEEN (SELECT min(h) FROM unnest(hearing) AS h) AND (SELECT max(h) FROM unnest(hearing) AS h)
                AND (o.office = ANY (hearing)) IS TRUE LIMIT 1
        );
END $$;
CREATE VIEW my_chain (chain) AS
    SELECT l.root FROM letter AS l WHERE l.issuer = ANY ((SELECT list_hearing(my_seat()))::text[])
    UNION ALL SELECT d.root FROM delivery AS d WHERE d.office = ANY ((SELECT list_hearing(my_seat()))::text[])
    UNION ALL SELECT unnest((SELECT ARRAY(SELECT list_other_chains())));

CREATE FUNCTION sees(chain bigint) RETURNS boolean STABLE
RETURN EXISTS (SELECT 1 FROM my_chain AS c WHERE c.chain = sees.chain);

-- A letter marked ลับ is for who issued it and to whom it was sent; its chain is for all of the chain.
CREATE FUNCTION hidden_letters() RETURNS SETOF letter LANGUAGE plpgsql STABLE ROWS 10
SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE mine seat := my_seat();
BEGIN
    RETURN QUERY SELECT l.* FROM letter AS l WHERE l.secrecy <> '' AND l.issuer NOT IN (mine.office, mine.house)
        AND NOT EXISTS (SELECT 1 FROM delivery AS d WHERE d.letter = l.id AND d.office IN (mine.office, mine.house));
END $$;

-- Where an entry of the journal names such a letter of a chain of the caller, or any place: what stands before, and that.
CREATE FUNCTION mark_hidden_numbers() RETURNS text STABLE SECURITY DEFINER
RETURN (SELECT '("position":|(?:"(?:root|parent|letter|closed_by)":|[[,])(?=(?:' || string_agg(h.id::text, '|')
    || ')[],}]))\d+' FROM hidden_letters() AS h WHERE sees(h.root));

-- A task is its letter's while a chain is put together, and the root's once it stands. It is seen where a letter that
-- states it or passes it on is.
CREATE FUNCTION is_open(of_task bigint, its_letter bigint, chain bigint, hidden bigint[]) RETURNS boolean STABLE SECURITY DEFINER
RETURN coalesce((
    SELECT bool_or(s.letter <> ALL (hidden)) FROM stated_task AS s WHERE s.task = of_task
), its_letter <> ALL (hidden)) OR EXISTS (
    SELECT 1 FROM letter AS p WHERE p.root = chain AND p.id <> ALL (hidden) AND (its_letter = ANY (hidden)
        OR p.parent IN (SELECT s.letter FROM stated_task AS s WHERE s.task = of_task))
);
CREATE VIEW open_task AS SELECT t.id AS of_task, l.issuer, l.root FROM task AS t LEFT JOIN letter AS l ON l.id = t.letter
    WHERE (SELECT NOT EXISTS (SELECT hidden_letters()))
        OR is_open(t.id, l.id, l.root, (SELECT ARRAY(SELECT h.id FROM hidden_letters() AS h)));
CREATE VIEW my_task AS SELECT t.of_task FROM open_task AS t
    WHERE (EXISTS (SELECT 1 FROM my_chain AS c WHERE c.chain = t.root)) IS TRUE;  -- so it is no join, and asked after it

-- Those of the chains that begin with a letter of these offices; such a chain is theirs.
CREATE VIEW my_own_task AS SELECT t.of_task FROM open_task AS t
    WHERE EXISTS (  -- with OFFSET no join either, and looked up: a department has all offices of the country
        SELECT 1 FROM reach AS r WHERE r.realm = ANY ((SELECT (my_seat()).realms)::text[]) AND r.office = t.issuer OFFSET 0);

-- The places of tasks that the caller does not see in chains that it does; what it reads is counted without them.
CREATE FUNCTION hidden_places() RETURNS TABLE (chain bigint, place bigint) LANGUAGE plpgsql STABLE ROWS 10
SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    RETURN QUERY SELECT l.root, t.position FROM task AS t JOIN letter AS l ON l.id = t.letter
        WHERE l.root IN (SELECT h.root FROM hidden_letters() AS h WHERE sees(h.root))
            AND NOT is_open(t.id, l.id, l.root, ARRAY(SELECT h.id FROM hidden_letters() AS h));
END $$;

CREATE FUNCTION may_write(issuer text, chain bigint) RETURNS boolean STABLE
RETURN is_mine(issuer) AND ('*' <> ALL ((my_seat()).realms) OR sees(chain));

CREATE FUNCTION is_seen(of_row bigint) RETURNS boolean STABLE
RETURN EXISTS (SELECT 1 FROM letter AS l WHERE l.id = of_row AND sees(l.root))
    AND of_row NOT IN (SELECT h.id FROM hidden_letters() AS h);

CREATE FUNCTION is_my_letter(of_row bigint) RETURNS boolean STABLE
RETURN EXISTS (SELECT 1 FROM letter AS l WHERE l.id = of_row AND may_write(l.issuer, l.root));

-- One of these offices issued a letter of the task's chain.
CREATE FUNCTION passes_on(of_task bigint) RETURNS boolean STABLE
RETURN EXISTS (SELECT 1 FROM task AS t JOIN letter AS a ON a.id = t.letter JOIN letter AS l ON l.root = a.root
    WHERE t.id = of_task AND may_write(l.issuer, l.root));

-- Whose word moves a task's deadlines and exempts from it: who issued the chain's first letter, if that asks for it;
-- else whoever issued every letter that does, or one of the chain once none does any more.
CREATE FUNCTION decides(of_task bigint) RETURNS boolean STABLE
RETURN EXISTS (
    SELECT 1 FROM task AS t, LATERAL (SELECT ARRAY(SELECT s.letter FROM stated_task AS s WHERE s.task = t.id)) AS asking (letters)
    WHERE t.id = of_task AND CASE WHEN asking.letters = '{}' THEN passes_on(t.id)
        WHEN t.letter = ANY (asking.letters) THEN is_my_letter(t.letter)
        ELSE NOT EXISTS (SELECT 1 FROM unnest(asking.letters) AS a WHERE NOT is_my_letter(a)) END
);

-- Rows that a role does not see have numbers too.
CREATE FUNCTION circtrack_roles.next_row(of_table text) RETURNS bigint STABLE SECURITY DEFINER
RETURN 1 + coalesce(CASE of_table
    WHEN 'letter' THEN (SELECT max(l.id) FROM letter AS l) WHEN 'task' THEN (SELECT max(t.id) FROM task AS t)
    WHEN 'deadline_change' THEN (SELECT max(d.id) FROM deadline_change AS d)
    WHEN 'draft' THEN (SELECT max(d.id) FROM draft AS d)
END, 0);
