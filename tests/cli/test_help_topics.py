"""``circtrack help``: the topics, their pages in a pipe and at a terminal, and a verb's own help."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from maintain.sessions import PAGES, at_terminal, environment
from support.inside import run_at_terminal

from circtrack.cli.topics import TOPICS
from circtrack.i18n import set_language, translate

if TYPE_CHECKING:
    from pathlib import Path

    from support.program import Program

ENGLISH_ONLY = {"changes"}
terminal = pytest.mark.skipif(os.name == "nt", reason="needs a POSIX terminal")


def test_every_topic_has_its_page_and_every_page_its_topic() -> None:
    pages = {language: {file.stem for file in PAGES if PAGES[file] == language} for language in ("en", "th")}
    assert pages == {"en": set(TOPICS), "th": set(TOPICS) - ENGLISH_ONLY}


@pytest.mark.parametrize("language", ["en", "th"])
def test_without_a_topic_all_are_listed_with_a_line_each(circtrack: Program, language: str) -> None:
    done = circtrack.run("help", lang=language)
    set_language(language)
    try:
        lines = [f"  {topic:<15}  {translate(about)}" for topic, about in TOPICS.items()]
    finally:
        set_language("en")
    if language == "th":
        lines = [f"{line} (ภาษาอังกฤษ)" if line.split()[0] in ENGLISH_ONLY else line for line in lines]
    assert done.out.splitlines()[1:-2] == lines
    assert max(map(len, done.out.splitlines())) <= 100
    assert "circtrack help" in done.lines[-1]
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("file", PAGES, ids=[f"{language}-{file.stem}" for file, language in PAGES.items()])
def test_in_a_pipe_a_page_is_its_markdown_without_comments(circtrack: Program, file: Path) -> None:
    done = circtrack.run("help", file.stem, lang=PAGES[file])
    kept = re.sub(r"<!-- before\n.*?-->\n", "", file.read_text(encoding="utf-8"), flags=re.DOTALL).splitlines()
    assert done.lines == [line for line in kept if not line.startswith("<!--")]
    assert done.out.startswith("# ")
    assert "[[[" not in done.out
    assert (done.status, done.err) == (0, "")


def test_an_administrator_types_the_same_in_both_languages(circtrack: Program) -> None:
    pages = [circtrack.run("help", "server", lang=language).out for language in ("en", "th")]
    blocks = [re.findall(r"^```\w+\n.*?^```", page, re.DOTALL | re.MULTILINE) for page in pages]
    english, thai = ([re.sub(r"(?m)(?:^#| *--) .*$", "", block) for block in each] for each in blocks)
    assert english == thai
    typed = [set(re.findall(r"`([^`]+)`", re.sub(r"(?s)```.*?```", "", page))) for page in pages]
    assert typed[0] == typed[1]


@pytest.mark.parametrize("topic", sorted(ENGLISH_ONLY))
def test_where_there_is_no_thai_page_the_english_one_is_shown_and_said(circtrack: Program, topic: str) -> None:
    done = circtrack.run("help", topic, lang="th")
    assert done.out == circtrack.ok("help", topic).out
    assert done.err == "หัวข้อนี้ยังไม่มีหน้าภาษาไทย จึงแสดงหน้าภาษาอังกฤษ\n"


@pytest.mark.parametrize("verb", ["done", "date", "help"])
def test_of_a_verb_it_shows_the_verb_s_own_help(circtrack: Program, verb: str) -> None:
    assert circtrack.ok("help", verb).out == circtrack.ok(verb, "--help").out
    assert circtrack.run("help", verb, lang="th").out == circtrack.run(verb, "--help", lang="th").out


def test_a_topic_that_is_a_verb_too_names_the_verb_s_help(circtrack: Program) -> None:
    assert "circtrack owing --help" in circtrack.ok("help", "owing").out


def test_an_unknown_topic_is_refused_with_those_near(circtrack: Program) -> None:
    done = circtrack.run("help", "reminder")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("error: there is no topic reminder. Did you mean reminders, remind")
    assert "หมายถึง reminders" in circtrack.run("help", "reminder", lang="th").err
    assert circtrack.run("help", "xyz").err.endswith(f"There are: {', '.join(TOPICS)}\n")


@terminal
@pytest.mark.parametrize("file", PAGES, ids=[f"{language}-{file.stem}" for file, language in PAGES.items()])
def test_at_a_terminal_it_is_drawn_and_loses_no_word(tmp_path: Path, file: Path) -> None:
    language = PAGES[file]
    shown = run_at_terminal(["help", file.stem], tmp_path, environment(tmp_path, language))
    page = re.sub(r"<!--.*?-->", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    *_, body = page.partition("# ")
    assert shown.startswith(body.splitlines()[0] + "\n")
    assert not re.search(r"^\| |^#+ |\*\*", re.sub(r"^(?:#|\$ ).*$", "", shown, flags=re.MULTILINE), re.MULTILINE)
    # What is folded in a narrow column stands in several lines: its letters are counted, not its words.
    for block in re.findall(r"^```\w+\n(.*?)^```", page, re.DOTALL | re.MULTILINE):
        assert block in shown
    prose = re.sub(r"^```\w+\n(.*?)^```|^\|[ -:|]+$", "", page, flags=re.DOTALL | re.MULTILINE)
    letters = re.compile(r"[^\w…]")
    assert not Counter(letters.sub("", prose)) - Counter(letters.sub("", shown))
    assert shown.count("…") == page.count("…")


@terminal
def test_a_long_page_goes_through_the_pager(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged $(wc -l) lines\n", encoding="utf-8")
    pager.chmod(0o755)
    shown = at_terminal(f"TERM=xterm LINES=24 CIRCTRACK_PAGER={pager} circtrack help owing", tmp_path)
    assert re.fullmatch(r"paged \d\d+ lines\n", shown)


def test_in_a_pipe_nothing_that_draws_is_loaded() -> None:
    code = (
        "import sys; from circtrack.__main__ import main; main(['help', 'dates']);"
        " sys.stderr.write(','.join(name for name in sys.modules if name.partition('.')[0] == 'rich'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.startswith("# ")
    assert done.stderr == ""
