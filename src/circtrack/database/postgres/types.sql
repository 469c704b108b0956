-- What the tables of a file need on a PostgreSQL server: a schema, days, and two functions under SQLite's names.

-- Roles may look into the second schema only, where the same names stand for what they see (security.sql). Whoever owns
-- the tables finds them in the first.
CREATE SCHEMA IF NOT EXISTS circtrack;
CREATE SCHEMA IF NOT EXISTS circtrack_roles;
SET search_path = circtrack, circtrack_roles, pg_temp;

-- A day that the calendar has, as ISO text: of the years that letters can be of or be about, 1900 to 2299.
CREATE DOMAIN day AS text COLLATE "C" CHECK (
    CASE WHEN VALUE ~ '^(19|2[0-2])[0-9][0-9]-[01][0-9]-[0-3][0-9]$'
    THEN make_date(substr(VALUE, 1, 4)::integer, substr(VALUE, 6, 2)::integer, substr(VALUE, 9)::integer) IS NOT NULL
    ELSE VALUE IS NULL END
);

CREATE FUNCTION circtrack_roles.instr(whole text, part text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS 'SELECT strpos(whole, part)';
CREATE FUNCTION group_concat_step(so_far text, next text, mark text) RETURNS text LANGUAGE sql IMMUTABLE
AS 'SELECT coalesce(so_far || mark || next, so_far, next)';
CREATE AGGREGATE circtrack_roles.group_concat(text, text) (SFUNC = group_concat_step, STYPE = text);
