from __future__ import annotations

import gettext
import re

from maintain.catalogue import MO, messages_in, messages_in_source, thai_catalogue


def _ids(catalog: object) -> set[str]:
    return {str(message.id) for message in catalog if message.id}  # type: ignore[attr-defined]  # Babel iterates


def test_the_catalogue_has_exactly_the_messages_of_the_source() -> None:
    assert _ids(thai_catalogue()) == _ids(messages_in_source())


def test_every_message_is_translated() -> None:
    assert [message.id for message in thai_catalogue() if message.id and not message.string] == []


def test_translations_keep_their_placeholders() -> None:
    for message in thai_catalogue():
        if message.id:
            wanted = set(re.findall(r"\{\w*(?:!r)?\}", str(message.id)))
            assert set(re.findall(r"\{\w*(?:!r)?\}", str(message.string))) == wanted, message.id


def test_the_compiled_catalogue_is_fresh() -> None:
    with MO.open("rb") as stream:
        spoken = gettext.GNUTranslations(stream)
    for message in thai_catalogue():
        if message.id:
            assert spoken.gettext(str(message.id)) == message.string


def test_messages_are_found_wherever_a_call_takes_one() -> None:
    source = """
N_("marked")
messages.say(N_("said") if one else "other", text="a value")
raise InputError("error {text}", hint="hint" if found else "", text="another value")
Message("in a " "cell", name=name)
"""
    found = {"marked", "said", "other", "error {text}", "hint", "in a cell"}
    assert set(messages_in(source)) == found


def test_each_language_quotes_in_one_way() -> None:
    for message in thai_catalogue():
        if message.id:
            # Between backticks stands a command to paste, which quotes as a shell does.
            english, thai = ("".join(text.split("`")[::2]) for text in (str(message.id), str(message.string)))
            assert not re.search('["“”‘’]', english), english
            assert not re.search("[\"'‘’]", thai), thai
