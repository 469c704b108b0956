"""``circtrack help``: list the topics, or show the page of a topic or the help of a verb."""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from circtrack.cli.options import command, new_app
from circtrack.cli.session import Session
from circtrack.cli.topics import TOPICS, language_has, load_page
from circtrack.errors import N_, UnknownError
from circtrack.i18n import language
from circtrack.render import messages

app = new_app()


@command(
    app,
    name="help",
    help=N_("Explain a topic: reading, dates, reminders, settings and more."),
    example="circtrack help\ncirctrack help dates\ncirctrack help done",
)
def show_help(
    session: Session,  # noqa: ARG001 - every verb has one
    topic: Annotated[str, Argument(metavar="[TOPIC]", help=N_("A topic or a verb; none: list the topics."))] = "",
) -> int | None:
    """Show the page of a topic, else the help of a verb; without either, list the topics."""
    from circtrack.cli import SUMMARIES, run_command_line
    from circtrack.render.help_page import show_help_page, show_topics

    verbs = [verb for group in SUMMARIES.values() for verb in group]
    if not topic:
        show_topics(
            _list_topics(), head=N_("Topics"), foot=N_("`circtrack help TOPIC` shows one; of a verb, its options.")
        )
        return None
    if topic in TOPICS:  # `owing` is a verb too: its page says how to see the verb's options
        page = load_page(topic, language())
        if page.language != language():
            messages.say(N_("There is no Thai page on this topic; here is the English one."))
        show_help_page(page.text)
        return None
    if topic in verbs:
        return run_command_line([topic, "--help"])
    raise _unknown_topic(topic, list(dict.fromkeys([*TOPICS, *verbs])))


def _list_topics() -> list[tuple[str, str]]:
    """Return each topic with a line about it; the line says if the page is in English only."""
    spoken = language()
    other = messages.fill(N_("(in English)"))
    return [
        (topic, messages.fill(about) if language_has(topic, spoken) else f"{messages.fill(about)} {other}")
        for topic, about in TOPICS.items()
    ]


def _unknown_topic(topic: str, names: list[str]) -> UnknownError:
    from difflib import get_close_matches

    if near := get_close_matches(topic.lower(), names):
        return UnknownError(
            "there is no topic {topic}.", hint=N_("Did you mean {near}?"), topic=topic, near=", ".join(near)
        )
    return UnknownError(
        "there is no topic {topic}.", hint=N_("There are: {names}"), topic=topic, names=", ".join(TOPICS)
    )
