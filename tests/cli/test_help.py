"""What each verb's help says holds: its examples parse and run as they stand, and a terminal shows its Thai whole."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from maintain.manual import loaded
from maintain.sessions import environment
from support.program import CHAIN, PROJECT, Done, Program

from circtrack.cli import SUMMARIES, run_command_line
from circtrack.i18n import set_language, translate

if TYPE_CHECKING:
    from pathlib import Path

VERBS = [verb for verbs in SUMMARIES.values() for verb in verbs]

DISTRICT = ["circtrack init --office อำเภอเทพสถิต", "circtrack read letters.txt --yes"]
EARLIER = [
    'circtrack add --number "มท 0810.7/ว 908" --date 2023-02-27 --from สถ. --to จ.ชัยภูมิ --task ศูนย์ --audience อปท.ทุกแห่ง',
    'circtrack forward 908 --number "ชย 0023.6/3022" --date 2023-03-09 --from จ.ชัยภูมิ',
]
COUNTED = (
    'circtrack add --number "ชย 0023.14/715" --date 2023-03-10 --from อำเภอเทพสถิต --to อบต.บ้านไร่ --task แผน '
    '--due "ภายใน ๑๕ วัน นับแต่วันประกาศในราชกิจจานุเบกษา"'
)
# What has to have been recorded where an example is given; not said: that the district has read its letters.
BEFORE: dict[str, list[str]] = {
    "init": [],
    "read": ["circtrack init --office อำเภอเทพสถิต", "mkdir inbox", "cp letters.txt inbox"],
    "add": [],
    "forward": ["circtrack init --office จังหวัดชัยภูมิ", *EARLIER],
    "draft": DISTRICT,
    "extend": [
        *DISTRICT,
        'circtrack add --number "มท 0810.7/ว 1100" --date 2023-03-17 --from สถ. --to จ.ชัยภูมิ',
        'circtrack add --number "ชย 0023.14/801" --date 2023-03-10 --from 3609 --to 06360903 --task ก --due "ทุกวันที่ ๕"',
        COUNTED,
    ],
    "exempt": [*DISTRICT, 'circtrack add --number "มท 0810.7/ว 999" --date 2023-03-17 --from สถ. --to จ.ชัยภูมิ'],
    "register": [*DISTRICT, "circtrack register out --subject ก --recipient ข --from 10"],
    "undo": [*DISTRICT, *["circtrack done 908 อบต.บ้านไร่ --note ก", "circtrack done 908 อบต.บ้านไร่ --note ข"] * 5,
             "circtrack done 908 อบต.โป่งนก"],
    "redo": [*DISTRICT, "circtrack done 908 อบต.บ้านไร่", "circtrack undo"],
    "restore": [*DISTRICT, "circtrack backup usb", "mkdir usb/circtrack",
                "mv usb/*.db usb/circtrack/circtrack-20230320-091500.db"],
    "merge": [*DISTRICT, "circtrack bundle 908 --for จังหวัดชัยภูมิ --output 908-2566-36.circtrack",
              "mkdir from-the-districts", "cp 908-2566-36.circtrack from-the-districts/1.circtrack"],
    "import": [*DISTRICT, "circtrack export circtrack-2566"],
    "move": [*DISTRICT],
    "drafts": [*DISTRICT, "circtrack read unfinished.txt --yes || test $? = 4"],
}  # fmt: skip
SERVER = "postgresql://db.example.go.th/circtrack"
PLAIN = re.compile(r"circtrack [^|<>&$;*]+")
"""A command line in which a shell has nothing to do but to split words."""
# Examples that ask, where a terminal is.
ASKS = {
    "circtrack read letters.txt": " --yes",
    "circtrack restore /media/usb/circtrack/circtrack-20230320-091500.db": " --yes",
    "circtrack receive 708 --list receipts.csv": " --yes",
    "circtrack register in --list old-register.csv --year 2565": " --yes",
    'circtrack correct 708 --date "๘ มี.ค. ๖๖" --reason "พิมพ์ผิด"': " --yes",
    "circtrack correct 708 --add-to อบต.บ้านไร่": " --yes",
    "circtrack correct 908 --add-to-list forgotten.csv": " --yes",
}
FILES = {
    "done.csv": (PROJECT / "examples" / "done.csv").read_text("utf-8"),
    "not-yet.txt": "อบต.บ้านไร่\n",
    "dates.txt": "๒๔ มีนาคม ๒๕๖๖\n",
    "register.csv": "ที่,ลงวันที่\nว 908,๒๗ ก.พ. ๖๖\n",
    "receipts.csv": "หน่วยงาน,วันที่,เลขรับ\nอบต.โป่งนก,๑๔ มี.ค. ๖๖,๕๗/๒๕๖๖\n",
    "old-register.csv": "เลขรับ,ที่,ลงวันที่,วันที่รับ,จาก,เรื่อง\n1,ชย 0023.6/12,3 ม.ค. 65,5 ม.ค. 65,จังหวัด,ประชุม\n",
    "forgotten.csv": "จังหวัดพะเยา\n",
    "letters.txt": CHAIN.read_text("utf-8"),
    "unfinished.txt": "".join(
        f"ที่ ชย ๐๐๒๓.๖/\nศาลากลางจังหวัดชัยภูมิ\n๑๐ มีนาคม ๒๕๖๖\nเรื่อง {subject}\nเรียน นายอำเภอทุกอำเภอ\n\n"
        for subject in ("การสำรวจ", "การประชุม")
    ),
    "addresses.csv": "office,email\nอ.เทพสถิต,saraban@example.go.th\n",
    "circtrack.toml": '[remind]\naddresses = "addresses.csv"\n[smtp]\nhost = "localhost"\nfrom = "a@example.go.th"\n',
}


def examples(verb: str) -> list[str]:
    """The example command lines of a verb's help, each whole."""
    return str(loaded(verb).epilog).replace("\\\n", " ").splitlines()


@pytest.mark.parametrize("verb", VERBS)
def test_the_options_of_the_examples_are_the_verb_s_own(verb: str) -> None:
    assert examples(verb)
    for example in examples(verb):
        line = re.sub(r'.*\$\((.*)\)".*', r"\1", example)
        words = shlex.split(re.split(r" [|<>] ", line)[0], comments=True)
        assert words[:2] == ["circtrack", verb]
        with loaded(verb).make_context(verb, words[2:]) as context:
            assert not context.args


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the examples are for a POSIX shell")
@pytest.mark.parametrize("verb", VERBS)
def test_the_examples_run_as_they_stand(verb: str, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / ".config" / "fish" / "completions").mkdir(parents=True)
    settings = environment(tmp_path) | {"CIRCTRACK_CONFIG": str(tmp_path / "circtrack.toml"), "HOME": str(tmp_path)}
    settings["CIRCTRACK_USER"] = "clerk"
    program, before = Program(tmp_path / "circtrack.db"), BEFORE.get(verb, DISTRICT)
    if before[: len(DISTRICT)] == DISTRICT:
        program, before = program.with_chain("อำเภอเทพสถิต"), before[len(DISTRICT) :]
    program = replace(program, environment=settings)
    as_processes = 0
    for line in [*before, *examples(verb)]:
        if "| dot" in line and not shutil.which("dot"):
            continue
        if "zsh" in line:  # whose completion only zsh understands
            line = "circtrack completion zsh"  # noqa: PLW2901
        line = line.replace(SERVER, "there.db")  # noqa: PLW2901 - whose engine matters elsewhere
        command = line.replace("/media/usb/", "usb/") + ASKS.get(line, "")
        # One of a verb's plain examples is a process; for all of them that would take a minute.
        if not PLAIN.fullmatch(command) or (line not in before and not as_processes):
            as_processes += line not in before
            ran = subprocess.run(
                ["bash", "-c", command],
                cwd=tmp_path, env=settings, input="y\n", capture_output=True, text=True, check=False,
            )  # fmt: skip
            done = Done(ran.returncode, ran.stdout, ran.stderr)
        else:
            done = program.run(*shlex.split(command, comments=True)[1:], given="y\n")
        expected = {0, 3} if "--exit-code" in line else {0, 4} if verb == "check" else {0}
        if line.startswith("circtrack admin"):  # roles are a server's: ``test_admin`` runs such lines on one
            expected = {2}
        if line.endswith("--settle"):  # it asks one by one, at a terminal
            expected = {2}
        assert done.status in expected, (line, done.out, done.err)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", ["en", "th"])
def test_a_line_of_help_breaks_between_words(verb: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Thai has no spaces between words: a translation needs some, or a line is broken in the middle of one."""
    set_language(language)
    try:
        assert run_command_line([verb, "--help"]) == 0
        shown = set(capsys.readouterr().out.split())
        for parameter in loaded(verb).params:
            words = translate(parameter.help).split()
            assert words, parameter.name
            assert [word for word in words if word not in shown] == [], parameter.name
    finally:
        set_language("en")


@pytest.mark.parametrize("verb", VERBS)
def test_every_value_has_a_name_that_says_what_it_is(verb: str) -> None:
    with loaded(verb).make_context(verb, [], resilient_parsing=True) as context:
        for parameter in loaded(verb).get_params(context):
            assert "<str>" not in str(parameter.get_help_record(context))
            assert "<int>" not in str(parameter.get_help_record(context))


def test_an_option_of_many_verbs_says_the_same_in_all() -> None:
    told: dict[str, set[str]] = {}
    for verb in VERBS:
        for parameter in loaded(verb).params:
            told.setdefault(f"{parameter.opts[0]} {parameter.metavar}", set()).add(str(parameter.help))
    for option in ("--kind A,B", "--task N", "--by LETTER2", "--include-secret None", "--encoding <utf-8|cp874>",
                   "--db PATH", "--today DATE", "--output FILE", "--columns A,B,C"):  # fmt: skip
        assert len(told[option]) == 1, option
