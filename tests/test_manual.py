"""The manual pages say what the verbs' own help says, in both languages."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from maintain.manual import PAGES, manual

from circtrack.cli import SUMMARIES
from circtrack.cli.reference import VARIABLES
from circtrack.cli.topics import TOPICS
from circtrack.config import declared_settings


@pytest.mark.parametrize("language", PAGES)
def test_the_manual_is_fresh(language: str) -> None:
    assert PAGES[language].read_text(encoding="utf-8") == manual(language), "python tests/maintain manual"


@pytest.mark.parametrize("language", PAGES)
def test_the_manual_has_every_verb(language: str) -> None:
    text = manual(language)
    for verbs in SUMMARIES.values():
        for verb in verbs:
            assert f"\n.B circtrack {verb} " in text


@pytest.mark.parametrize("language", PAGES)
def test_the_manual_has_every_topic_setting_and_variable(language: str) -> None:
    text = manual(language).replace("\\-", "-")
    for topic in TOPICS:
        assert f"\n.B circtrack help {topic}\n" in text
    for name in (*(setting.name for setting in declared_settings()), *VARIABLES):
        assert f"\n.B {name}\n" in text


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
@pytest.mark.parametrize("language", PAGES)
def test_the_manual_is_good_roff(language: str) -> None:
    done = subprocess.run(
        ["groff", "-K", "utf8", "-ww", "-T", "utf8", "-P", "-cbou", "-man"],
        input=manual(language),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "circtrack owing" in done.stdout
    assert done.stderr == ""


def test_no_thai_is_bold() -> None:
    """A terminal that strikes bold letters twice loses the marks above and below them."""
    lines = PAGES["th"].read_text("utf-8").splitlines()
    assert ".ds HF R" in lines
    bold = [re.sub(r"\\fR.*?\\fB", "", line) for line in lines if line.startswith(".B ")]
    assert not [line for line in bold if re.search("[ก-๛]", line)]
