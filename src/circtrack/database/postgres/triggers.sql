-- What holds on a server whoever writes (the journal stays, deliveries follow their letters), and two functions.

CREATE FUNCTION journal_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_keeps BEFORE DELETE OR UPDATE ON journal FOR EACH ROW EXECUTE FUNCTION journal_is_kept();
CREATE TRIGGER journal_stays BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_is_kept();

-- A delivery's chain is its letter's.
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

-- What SQLite calls so, for the queries that are written once.
CREATE FUNCTION instr(whole text, part text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT strpos(whole, part)';
CREATE FUNCTION group_concat_step(so_far text, next text, mark text) RETURNS text LANGUAGE sql IMMUTABLE
AS 'SELECT coalesce(so_far || mark || next, so_far, next)';
CREATE AGGREGATE group_concat(text, text) (SFUNC = group_concat_step, STYPE = text);
