"""Reference for all verbs: states, exit statuses, variables. The manual and the help pages show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circtrack.errors import N_

if TYPE_CHECKING:
    from circtrack.model import State

# An obligation's state is the first that fits.
STATE_MEANINGS: dict[State, str] = {
    "exempt": N_("need not enter the data, with the reason kept; in no total but that of `--by state`"),
    "done": N_("has entered the data"),
    "done_late": N_("has, after the deadline"),
    "overdue": N_("owes, and the deadline has passed: what is due on the 24th is overdue on the 25th, Thai time"),
    "due_today": N_("owes, and today is the last day"),
    "at_risk": N_("owes, and three days or fewer are left"),
    "untold": N_("no letter of the chain has reached the office; `stalled_at` names who has not passed it on"),
    "owing": N_("owes, and there is time"),
    "open": N_("owes; the letter sets no day, or counts it from an event whose day is not recorded"),
}

EXIT_STATUSES: dict[int, str] = {
    0: N_("done; nothing matched; someone owes"),
    1: N_("circtrack itself failed, mail was not taken, or a server was lost: the message says what was recorded"),
    2: N_("wrong usage, or input that cannot be read: nothing was changed"),
    3: N_("someone owes, or `remind` had something to say, and `--exit-code` was given"),
    4: N_(
        "`check` found an error, a list has lines that cannot be taken, what is given differs from what is recorded, "
        "or a person has to decide what is meant: each is named, nothing of it was recorded, and `read` keeps it as a "
        "draft"
    ),
    5: N_("others kept the database locked, or were changing the same, past the timeout"),
    130: N_("interrupted"),
}

VARIABLES: dict[str, str] = {
    "CIRCTRACK_DB": N_(
        "the database, a file or `postgresql://…`; `--db` goes before it; otherwise the configuration's, or the"
        " user's own data folder"
    ),
    "CIRCTRACK_TODAY": N_("report as on this day; `--today` goes before it"),
    "CIRCTRACK_LANG": N_("`th` or `en`; `--lang` goes before it; otherwise the locale"),
    "CIRCTRACK_USER": N_("who is named in the journal; otherwise the account"),
    "CIRCTRACK_LOCK_TIMEOUT": N_("seconds to wait for a locked database (5)"),
    "CIRCTRACK_CONFIG": N_("the file of settings; otherwise `circtrack.toml` in the user's own configuration folder"),
    "CIRCTRACK_OFF_DAYS": N_("a file of the office's own days off; otherwise the configuration's `off_days`"),
    "CIRCTRACK_SMTP_PASSWORD": N_("the mail server's password"),
    "CIRCTRACK_PAGER": N_("the pager for long tables; otherwise `PAGER`, otherwise `less -FRX`; empty for none"),
}
