-- What rights by row and by column cannot say (security.sql): triggers that look at a row as it was.
--
-- They bind roles only: of whoever owns the tables row-level security asks nothing, and they neither.

CREATE FUNCTION refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this role may not: %', what USING ERRCODE = 'insufficient_privilege', CONSTRAINT = what;
END $$;

-- The most days that the words of a counted deadline can mean; NULL where they name no number.
CREATE FUNCTION most_days(words text) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    RETURN (
        SELECT max(CASE m[2]
            WHEN 'วันทำการ' THEN m[1]::bigint * 7 / 5 + 30 WHEN 'สัปดาห์' THEN m[1]::bigint * 7
            WHEN 'เดือน' THEN m[1]::bigint * 31 WHEN 'ปี' THEN m[1]::bigint * 366 ELSE m[1]::bigint
        END)
        FROM regexp_matches(
            translate(words, '๐๑๒๓๔๕๖๗๘๙', '0123456789'), '([0-9]{1,4}) *(วันทำการ|วัน|สัปดาห์|เดือน|ปี)', 'g'
        ) AS m
    );
END $$;

-- The last day that an office may owe a task by, as others say: the task's own, what letters of others set earlier,
-- what who decides moved on, or what can be counted from its receipt. NULL for none.
CREATE FUNCTION latest_due(of_task bigint, for_office text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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
            WHERE v.code = for_office AND v.kind IN ('provincial_office', 'district_office')
                AND NOT EXISTS (SELECT 1 FROM office_version AS w WHERE w.code = v.code AND w.since > v.since);
        SELECT (min(d.received_on)::date + (
            SELECT max(most_days(s.as_written)) FROM stated_task AS s WHERE s.task = of_task AND s.due_on IS NULL
        )::integer)::text INTO day
        FROM delivery AS d WHERE d.root = chain AND d.office IN (for_office, hall);
    END IF;
    SELECT max(d.due_on) INTO moved FROM deadline_change AS d
        WHERE d.task = of_task AND d.agreed = 1 AND (d.office = for_office OR d.office IS NULL);
    RETURN CASE WHEN day IS NULL THEN NULL ELSE greatest(day, moved) END;
END $$;

CREATE FUNCTION obligation_guarded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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
            ELSIF NEW.progress = 'exempt'
                OR (NEW.closed_by IS NOT NULL AND NEW.closed_by IS DISTINCT FROM OLD.closed_by)
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
CREATE FUNCTION own_word_is_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM obligation AS o WHERE o.office = OLD.office AND o.progress = OLD.progress
            AND o.done_on IS NOT DISTINCT FROM OLD.done_on AND o.note IS NOT DISTINCT FROM OLD.note
    ) THEN
        PERFORM refuse('own_word');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION delivery_guarded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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
CREATE FUNCTION task_guarded() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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

-- A role's journal rows come in line, at the server's time, with their hashes as database/journal.py works them out.
CREATE FUNCTION journal_in_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
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
