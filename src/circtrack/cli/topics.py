"""The topics of ``circtrack help`` and their pages: ``help/en/TOPIC.md`` and ``help/th/TOPIC.md``."""

from __future__ import annotations

import re
from typing import NamedTuple

from circtrack.errors import N_

# In the order of the list: topics for clerks first, for administrators last.
TOPICS: dict[str, str] = {
    "reading": N_("Read letters and scans: the chain, what is doubtful, how to correct it."),
    "correcting": N_("Put right what is recorded: fields, tasks, findings, two records of one letter."),
    "dates": N_("Thai dates, deadlines, receipt, working days."),
    "owing": N_("Who owes: states, choosing and counting; record what was done."),
    "lists": N_("Lists of offices from chats, sheets and systems, and what is read of them."),
    "reminders": N_("What is to be said today: chat, mail, calendar."),
    "papers": N_("The office's own letters: pass on, remind, report, memo; their forms."),
    "registers": N_("The registers of letters received and sent."),
    "between-offices": N_("Give a letter and its work to another office, and take it in."),
    "formats": N_("Pages for a meeting, Excel, CSV and JSON for other programs."),
    "settings": N_("Settings, all commands, environment variables, exit statuses."),
    "security": N_("Mend slips, back up, secret letters, what is protected and what is not."),
    "server": N_("One database for many offices on a PostgreSQL server."),
    "changes": N_("What is new in each version."),
}

# The marks of cog, and comments for the maintainers of a page.
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)


class HelpPage(NamedTuple):
    """A topic's page as Markdown, and its language."""

    text: str
    language: str


def load_page(topic: str, language: str) -> HelpPage:
    """Load a topic's page in the language; in English if there is none."""
    from importlib.resources import files

    folder = files("circtrack") / "help"
    chosen = language if language_has(topic, language) else "en"
    return HelpPage(_COMMENT.sub("", (folder / chosen / f"{topic}.md").read_text(encoding="utf-8")), chosen)


def language_has(topic: str, language: str) -> bool:
    """Whether the topic has a page in the language."""
    from importlib.resources import files

    return (files("circtrack") / "help" / language / f"{topic}.md").is_file()
