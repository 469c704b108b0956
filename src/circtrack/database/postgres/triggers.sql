-- What holds on a server whoever writes (the journal stays, chains and years follow letters), and two functions.

CREATE FUNCTION journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_keeps BEFORE DELETE OR UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION journal_is_kept();
CREATE TRIGGER journal_stays BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept();

-- A delivery's chain is its letter's, and an obligation's year that of the letter which asks, whoever writes.
CREATE FUNCTION delivery_of_a_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    NEW.root := coalesce((SELECT l.root FROM letter AS l WHERE l.id = NEW.letter), NEW.root);
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_of_a_chain BEFORE INSERT ON delivery FOR EACH ROW EXECUTE FUNCTION delivery_of_a_chain();

CREATE FUNCTION chain_with_its_deliveries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    UPDATE delivery SET root = NEW.root WHERE letter = NEW.id AND root IS DISTINCT FROM NEW.root;
    RETURN NULL;
END $$;
CREATE TRIGGER chain_with_its_deliveries AFTER INSERT OR UPDATE OF root ON letter
FOR EACH ROW EXECUTE FUNCTION chain_with_its_deliveries();

CREATE FUNCTION task_with_its_obligations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
DECLARE year bigint := (SELECT l.year_be FROM letter AS l WHERE l.id = NEW.letter);
BEGIN
    IF year IS DISTINCT FROM (SELECT l.year_be FROM letter AS l WHERE l.id = OLD.letter) THEN
        PERFORM make_year(year);
        UPDATE obligation SET year_be = year WHERE task = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER task_with_its_obligations AFTER UPDATE OF letter ON task
FOR EACH ROW EXECUTE FUNCTION task_with_its_obligations();

-- A letter whose year is corrected.
CREATE FUNCTION letter_with_its_obligations() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = circtrack, pg_temp AS $$
BEGIN
    PERFORM make_year(NEW.year_be);
    UPDATE obligation SET year_be = NEW.year_be WHERE task IN (SELECT t.id FROM task AS t WHERE t.letter = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER letter_with_its_obligations AFTER UPDATE OF year_be ON letter
FOR EACH ROW WHEN (OLD.year_be IS DISTINCT FROM NEW.year_be) EXECUTE FUNCTION letter_with_its_obligations();

-- What SQLite calls so, for the queries that are written once.
CREATE FUNCTION instr(whole text, part text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT strpos(whole, part)';
CREATE FUNCTION group_concat_step(so_far text, next text, mark text) RETURNS text LANGUAGE sql IMMUTABLE
AS 'SELECT coalesce(so_far || mark || next, so_far, next)';
CREATE AGGREGATE group_concat(text, text) (SFUNC = group_concat_step, STYPE = text);
