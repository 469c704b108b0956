"""Who may do what on a server: a role has an office, and row-level security gives it what is that office's.

The statements belong to version 6 of the tables (``database.postgres.schema``). Whoever owns the tables, and whoever
is a member of that role, is above all this. To everyone else the schema is closed until ``circtrack admin grant`` opens
it; the rights on the tables themselves are everybody's, so that thousands of roles need not stand on each.

A role reads the chains to which its office, or one under it, belongs; of what is owed in them its own part, and all of
it where the chain's first letter is its own. It writes the letters of its offices, what they received and did, and
their registers. Deadlines and exemptions are for who issued the letter that asks. What rights by row and by column
cannot say, triggers do; they do it for roles only (``row_security_active``).

What is asked of a role is asked of ``session_user``: it stays the same under ``SET ROLE`` and inside of functions.
Every function has its search path set, and none can be called that is not meant to be.
"""

from __future__ import annotations

from circtrack.database.postgres.guards import GUARDS
from circtrack.database.postgres.offices import OFFICES

# Their tables are read by all who can enter the schema; the policies say which rows.
_READ = (
    "setting, office, office_version, tables_version, letter, letter_number, letter_link, finding, task, delivery,"
    " obligation, stated_task, deadline_change, register_entry, reminder, said, journal"
)

# Asked by policies and by the program; nothing that they say is secret to who asks.
_CALLED = (
    "my_office()", "my_house()", "for_the_whole_country()", "my_offices()", "my_chains()", "my_tasks()",
    "my_own_tasks()", "my_passed_on_tasks()", "my_decided_tasks()", "my_colleagues()", "is_mine(text)",
    "sees(bigint)", "may_write(text, bigint)", "is_seen(bigint)", "is_my_letter(bigint)",
    "is_my_reading(bigint, text, text)", "is_my_part(bigint, text)", "is_stated_by_me(bigint, text)",
    "is_asked_by_me(bigint, text)",
    "is_task_of_chain(bigint, bigint)", "sets_earlier(bigint, text, bigint, bigint)", "next_row(text)",
    "make_year(bigint)", "instr(text, text)", "group_concat_step(text, text, text)", "group_concat(text, text)",
)  # fmt: skip

_ASKED = (
    "office IN (SELECT my_offices()) AND (task IN (SELECT my_decided_tasks()) OR task IN (SELECT my_passed_on_tasks()))"
    " OR task IN (SELECT my_decided_tasks()) AND is_asked_by_me(task, office)"
)
_OWED = """task IN (SELECT my_tasks()) AND (office IN (SELECT my_offices()) OR task IN (SELECT my_own_tasks()))"""
_OF_A_LETTER = "EXISTS (SELECT 1 FROM letter AS l WHERE l.id = {0}.letter)"
"""The letter's own policy says whether it is seen."""
_STATED = "is_my_letter(letter) AND (task IS NULL OR is_task_of_chain(task, letter))"
_BOOK = "office IN (SELECT my_office() UNION SELECT my_house())"
_OWN = "recorded_by = ''"
_NEAR = "id < next_row('{0}') + 1000000"
_HANGS = "may_write(issuer, root) AND (parent IS NULL AND root = id OR is_seen(parent) AND sees(root))"
_MOVED = "(task IN (SELECT my_decided_tasks()) OR sets_earlier(task, office, letter, agreed))"

# Table, what for, which rows there are, and which rows may come of it.
_POLICIES = (
    # A letter that is taken out of a chain is not seen through its new chain before the statement has ended.
    ("letter", "SELECT", "root IN (SELECT my_chains()) OR root = id AND issuer IN (SELECT my_offices())", ""),
    (
        "letter", "INSERT", "",
        f"is_mine(issuer) AND parent IS NULL AND root = id AND {_OWN} AND {_NEAR.format('letter')}",
    ),
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
    ("stated_task", "INSERT", "", _STATED),
    ("stated_task", "UPDATE", "is_my_letter(letter)", _STATED),
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
        _ASKED,
    ),
    ("obligation", "UPDATE", "is_my_part(task, office)", ""),
    ("obligation", "DELETE", "task IN (SELECT my_decided_tasks())", ""),
    (
        "deadline_change", "SELECT",
        "task IN (SELECT my_tasks()) AND (office IS NULL OR office IN (SELECT my_offices())"  # noqa: ISC004 - as above
        " OR task IN (SELECT my_own_tasks()))",
        "",
    ),
    ("deadline_change", "INSERT", "", f"{_MOVED} AND {_OWN} AND {_NEAR.format('deadline_change')}"),
    ("deadline_change", "UPDATE", _MOVED, f"{_MOVED} AND {_OWN}"),
    ("deadline_change", "DELETE", _MOVED, ""),
    ("register_entry", "SELECT", _BOOK, ""),
    ("register_entry", "INSERT", "", f"{_BOOK} AND (letter IS NULL OR is_seen(letter))"),
    ("register_entry", "UPDATE", _BOOK, f"{_BOOK} AND (letter IS NULL OR is_seen(letter))"),
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
    "register_entry": "registered_on, status, letter, letter_number, letter_date, sender, recipient, subject, action,"
    " remark",
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
{OFFICES}
{GUARDS}
{_policies()}
GRANT SELECT ON {_READ} TO PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA circtrack FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {", ".join(_CALLED)} TO PUBLIC;
"""
"""The statements, after those that make the tables."""
