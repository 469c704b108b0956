"""The command lines whose whole output is stored in ``golden/``, and the databases on which they run.

``python tests/maintain golden`` writes the program's current output; read the diff before committing it. Every report
is stored in every format and both languages; workbooks are not, because a ZIP has the time in it
(``render/test_workbook.py`` reads them back).
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from support.program import CHAIN, PROJECT, Program

FOLDER = Path(__file__).resolve().parents[1] / "golden"

# The commands that make each database.
STORIES: dict[str, list[list[str]]] = {
    "country": [["read", str(CHAIN), "--yes"]],
    "district": [["init", "--office", "อำเภอเทพสถิต"], ["read", str(CHAIN), "--yes"]],
    "two_done": [
        ["init", "--office", "อำเภอเทพสถิต"],
        ["read", str(CHAIN), "--yes"],
        ["done", "908", "อบต.บ้านไร่", "ทต.เทพสถิต", "--on", "๒๐ มี.ค. ๖๖"],
    ],
    "registers": [
        ["init", "--office", "อำเภอเทพสถิต"],
        ["read", str(CHAIN), "--yes"],
        ["register", "in", "3022", "--on", "๑๐ มี.ค. ๖๖", "--from", "301"],
        ["register", "in", "--subject", "ขอเชิญประชุม", "--sender", "ธนาคารออมสิน", "--letter-number", "กง/15"],
        ["register", "out", "708"],
        ["register", "out", "--subject", "รายงานผล", "--recipient", "ผู้ว่าราชการจังหวัดชัยภูมิ", "--remark", "โทรสาร"],
        ["register", "out", "--reserve", "2"],
        ["register", "out", "--void", "710", "--reason", "เขียนผิด"],
        ["register", "out", "--reserve", "1", "--circular"],
    ],
    "secret": [
        ["init", "--office", "อำเภอเทพสถิต"],
        ["read", str(CHAIN), "--yes"],
        [
            "add", "--number", "ลับ ด่วนที่สุด ที่ มท 0810.1/ว 12", "--date", "2023-03-15", "--from", "สถ.",
            "--subject", "การสืบสวนข้อเท็จจริง", "--to", "จ.ชัยภูมิ",
        ],
    ],
    "province": [
        ["init", "--office", "จังหวัดชัยภูมิ"],
        ["read", str(CHAIN), "--yes"],
        ["done", "908", "อบต.บ้านไร่", "--on", "๒๐ มี.ค. ๖๖"],
    ],
    "department": [["init", "--office", "กรมส่งเสริมการปกครองท้องถิ่น"], ["read", str(CHAIN), "--yes"]],
    "local": [["init", "--office", "06360903"], ["read", str(CHAIN), "--yes"]],
    "some_done": [
        ["init", "--office", "อำเภอเทพสถิต"],
        ["read", str(CHAIN), "--yes"],
        ["done", "908", "อบต.บ้านไร่"],
        ["done", "908", "อบต.โป่งนก", "--incomplete"],
        ["done", "908", "อบต.วะตะแบก", "--blocked", "ระบบล่ม"],
    ],
}  # fmt: skip

SAOS = ("อบต.นายางกลัก", "อบต.บ้านไร่", "อบต.โป่งนก", "อบต.วะตะแบก", "อบต.ห้วยยายจิ๋ว")


def _make_year_of_rounds() -> list[list[str]]:
    """A monthly report of five offices, of whom one is late or forgets it; a quarterly and a weekly one of one each."""
    duties = (
        ("801", SAOS, "ภายในวันที่ ๕ ของทุกเดือน"),
        ("802", ("ทต.เทพสถิต",), "ภายใน ๑๕ วัน หลังสิ้นไตรมาส"),
        ("803", ("อบต.บ้านไร่",), "ทุกวันศุกร์"),
    )
    story = [["init", "--office", "อำเภอเทพสถิต"]]
    for number, offices, due in duties:
        to = [part for office in offices for part in ("--to", office)]
        letter = ["--number", f"ชย 0023.14/{number}", "--date", "2023-03-10", "--from", "อำเภอเทพสถิต", *to]
        story.append(["add", *letter, "--task", f"รายงานที่ {number}", "--due", due])
    for place in range(1, 12):  # due on the 5th of April to the 5th of February
        year, month = divmod(3 + place - 1, 12)
        first = f"{2023 + year}-{month + 1:02}"
        story.append(["done", "801", *SAOS[:4], "--round", str(place), "--on", f"{first}-04", "--today", f"{first}-04"])
        if place % 3:
            late = ["--on", f"{first}-{3 if place % 2 else 9:02}", "--today", f"{first}-20"]
            story.append(["done", "801", SAOS[4], "--round", str(place), *late])
    story += [["done", "802", "ทต.เทพสถิต", "--round", str(place), "--today", "2023-07-20"] for place in (1, 2)]
    weeks = [str(place) for place in range(1, 49) if place % 8]
    story += [["done", "803", "อบต.บ้านไร่", "--round", week, "--early", "--on", "2023-03-11"] for week in weeks]
    return story


STORIES["rounds"] = _make_year_of_rounds()

# The formats in which each report below is stored: the end of the file's name, and the options.
FORMS = {
    ".csv": "--format csv",
    ".tsv": "--format tsv",
    ".json": "--format json",
    ".jsonl": "--format jsonl",
    ".txt": "--format table",
    "_th.txt": "--format table --lang th",
    ".html": "--format html",
    "_th.html": "--format html --lang th",
    "_thai.csv": "--thai --format csv",
}
REPORTS = [
    # the beginning of the file's name, database, command line, day
    ("owing", "two_done", "owing 908", "2023-03-20"),
    ("owing_by_district", "two_done", "owing --by district", "2023-03-20"),
    ("chain", "two_done", "chain 908", "2023-03-20"),
    ("remind_rows", "some_done", "remind", "2023-03-24"),
    ("register_in", "registers", "register in", "2023-03-20"),
    ("register_out", "registers", "register out --year 2566", "2023-03-20"),
    ("letters", "two_done", "letters", "2023-03-20"),
    ("letters_show", "two_done", "letters show 708", "2023-03-20"),
    ("offices", "two_done", "offices --under อำเภอเทพสถิต --on 2566-03-01", "2023-03-20"),
    ("check", "registers", "check", "2024-04-20"),
    ("log", "two_done", "log", "2023-03-20"),
    # Without the values: the length of the database's path would change the width of a table's columns.
    ("config", "two_done", "config --columns setting,source,variable,meaning", "2023-03-20"),
    ("read", "two_done", f"read {CHAIN} --dry-run", "2023-03-20"),
    ("date", "two_done", "date ๒๔/๓/๒๕๖๖ ปีงบประมาณ๒๕๖๖", "2023-03-20"),
]

# Whose letters are stored: of 1, 6, 16 and 140 recipients, and of the whole country.
OFFICES = [("district", "some_done", "3022"), ("province", "province", "ว908"), ("department", "department", ""),
           ("local", "local", "")]  # fmt: skip
# A department has no letter from above, and is under nobody; nobody is under a local government.
NOT_WRITTEN = {("forward", "department"), ("report", "department"), ("forward", "local"), ("reminder", "local")}
CASES = [
    # file, database, command line, day
    ("district_owing.csv", "district", "owing 908 --format csv", "2023-03-20"),
    ("district_owing.txt", "district", "owing 908 --format table", "2023-03-20"),
    ("district_owing_th.txt", "district", "owing 908 --format table --lang th", "2023-03-20"),
    ("district_owing_working_days.csv", "district", "owing 908 --working-days --format csv", "2023-03-20"),
    ("district_chain.txt", "district", "chain 908 --format table", "2023-03-20"),
    ("two_done_at_risk.csv", "two_done", "owing 908 --format csv", "2023-03-21"),
    ("two_done_due_today.csv", "two_done", "owing 908 --format csv", "2023-03-24"),
    ("two_done_overdue.csv", "two_done", "owing 908 --format csv", "2023-03-25"),
    ("two_done_all.jsonl", "two_done", "owing --state done,owing --format jsonl", "2023-03-20"),
    ("two_done_overdue_th.txt", "two_done", "owing --overdue --format table --lang th", "2023-03-27"),
    ("two_done_by_office.csv", "two_done", "owing --by office", "2023-03-20"),
    ("two_done_by_office.txt", "two_done", "owing --by office --format table", "2023-03-20"),
    ("two_done_by_office_th.txt", "two_done", "owing --by office --format table --lang th", "2023-03-20"),
    ("two_done_by_province.csv", "two_done", "owing --by province", "2023-03-20"),
    ("two_done_by_province.txt", "two_done", "owing --by province --format table", "2023-03-20"),
    ("two_done_by_province_th.txt", "two_done", "owing --by province --format table --lang th", "2023-03-20"),
    ("two_done_by_task.csv", "two_done", "owing --by task", "2023-03-20"),
    ("two_done_by_task.txt", "two_done", "owing --by task --format table", "2023-03-20"),
    ("two_done_by_task_th.txt", "two_done", "owing --by task --format table --lang th", "2023-03-20"),
    ("two_done_by_letter.csv", "two_done", "owing --by letter", "2023-03-20"),
    ("two_done_by_letter.txt", "two_done", "owing --by letter --format table", "2023-03-20"),
    ("two_done_by_letter_th.txt", "two_done", "owing --by letter --format table --lang th", "2023-03-20"),
    ("two_done_by_state.csv", "two_done", "owing --by state", "2023-03-20"),
    ("two_done_by_state.txt", "two_done", "owing --by state --format table", "2023-03-20"),
    ("two_done_by_state_th.txt", "two_done", "owing --by state --format table --lang th", "2023-03-20"),
    ("country_chain.csv", "country", "chain 708 --format csv", "2023-03-20"),
    ("country_chain.txt", "country", "chain 908 --format table", "2023-03-20"),
    ("country_chain_depth.txt", "country", "chain 908 --format table --depth 1", "2023-03-20"),
    ("country_chain.dot", "country", "chain 908 --format dot", "2023-03-20"),
    ("country_chain_thai.dot", "country", "chain 908 --format dot --lang th --thai", "2023-03-20"),
    ("country_chain.mmd", "country", "chain 908 --format mermaid", "2023-03-20"),
    ("country_chain_thai.mmd", "country", "chain 908 --format mermaid --lang th --thai", "2023-03-20"),
    ("country_chain_th.txt", "country", "chain 908 --format table --lang th", "2023-03-20"),
    ("country_by_province.csv", "country", "owing 908 --by province", "2023-03-20"),
    ("country_chaiyaphum.csv", "country", "owing 3062", "2023-03-20"),
    ("two_done_owing_overdue.html", "two_done", "owing 908 --format html", "2023-03-25"),
    ("two_done_owing_overdue_thai.html", "two_done", "owing 908 --format html --thai", "2023-03-25"),
    ("two_done_by_province.html", "two_done", "owing --by province --format html", "2023-03-20"),
    ("two_done_by_province_th.html", "two_done", "owing --by province --format html --lang th", "2023-03-20"),
    ("country_chain_thai.html", "country", "chain 908 --format html --thai", "2023-03-20"),
    ("register_in_thai.txt", "registers", "register in --thai --format table", "2023-03-20"),
    ("letters_searched_th.txt", "country", "letters ศูนย์ --from จ.ชัยภูมิ --format table --lang th", "2023-03-20"),
    ("country_letter.txt", "country", "letters --show 3062 --format table", "2023-03-20"),
    ("country_letter_th.txt", "country", "letters show 908 --format table --lang th", "2023-03-20"),
    ("two_done_letter.json", "two_done", "letters show 908 --format json", "2023-03-20"),
    ("secret_letters.txt", "secret", "letters --format table", "2023-03-20"),
    ("secret_letters.csv", "secret", "letters --include-secret", "2023-03-20"),
    ("secret_letter.txt", "secret", "letters show 12 --include-secret --format table", "2023-03-20"),
    ("secret_log.csv", "secret", "log", "2023-03-20"),
    ("remind.txt", "some_done", "remind", "2023-03-21"),
    ("remind_th.txt", "some_done", "remind --lang th", "2023-03-27"),
    ("remind.md", "some_done", "remind --format markdown", "2023-03-24"),
    ("remind_th.md", "some_done", "remind --format markdown --lang th", "2023-03-24"),
    ("remind_each_th.txt", "some_done", "remind --each --lang th", "2023-03-24"),
    ("remind_untold.txt", "country", "remind --all --under อำเภอซับใหญ่", "2023-03-20"),
    ("remind_untold_th.txt", "country", "remind --all --under จังหวัดภูเก็ต --lang th", "2023-03-20"),
    *(
        (f"remind_all_{office}_th.txt", office, f"remind --all --lang th{only}", "2023-03-20")
        for office, only in (("department", " --under จ.ชัยภูมิ"), ("province", ""), ("district", ""), ("local", ""))
    ),
    *(
        (f"remind_each_{office}_th.txt", office, f"remind --all --each --lang th{only}", "2023-03-29")
        for office, only in (
            ("department", " --under อำเภอเทพสถิต"),
            ("province", " --under อำเภอเทพสถิต"),
            ("district", ""),
            ("local", ""),
        )
    ),
    *(
        (f"draft_{kind}_{office}{'_stamped' * bool(stamped)}.txt", database, f"draft {kind} {letter}{stamped}", day)
        for office, database, letter_from_above in OFFICES
        for kind, letter, stamped, day in (
            ("forward", letter_from_above, "", "2023-03-10"),
            ("reminder", "908", "", "2023-03-20"),
            ("reminder", "908", " --stamped", "2023-03-29"),
            ("report", "908", "", "2023-03-27"),
            ("memo", "908", "", "2023-03-20"),
        )
        if (kind, office) not in NOT_WRITTEN
    ),
    ("config_values.csv", "two_done", "config", "2023-03-20"),
    *(
        (f"rounds_{name}_{report}{ending}", "rounds", f"{command} {FORMS[ending]}", "2024-02-20")
        for number, name in (("801", "monthly"), ("802", "quarterly"), ("803", "weekly"))
        for report, command in (("owing", f"owing {number}"), ("history", f"owing {number} --history"))
        for ending in (".csv", ".txt", "_th.txt")
    ),
    ("rounds_by_round.txt", "rounds", "owing 801 --by round --format table", "2024-02-20"),
    ("rounds_by_round_th.txt", "rounds", "owing 801 --by round --format table --lang th", "2024-02-20"),
    *(
        (f"rounds_chain_{number}{ending}", "rounds", f"chain {number} --format table{lang}", "2024-02-20")
        for number in ("801", "802", "803")
        for ending, lang in ((".txt", ""), ("_th.txt", " --lang th"))
    ),
    *(
        (f"rounds_draft_{kind}_{number}.txt", "rounds", f"draft {kind} {number}", "2024-02-20")
        for number in ("801", "802", "803")
        for kind in ("reminder", "report", "memo")
    ),
    ("rounds_remind.txt", "rounds", "remind 801 --all", "2024-02-20"),
    ("rounds_remind_th.txt", "rounds", "remind 801 --all --lang th", "2024-02-20"),
    ("rounds_remind_rows.csv", "rounds", "remind --all --format csv", "2024-02-20"),
    ("rounds_summary.csv", "rounds", "summary --format csv", "2024-02-20"),
    ("rounds_summary_th.txt", "rounds", "summary --format table --lang th", "2024-02-20"),
    ("rounds_by_office.csv", "rounds", "owing --by office --format csv", "2024-02-20"),
    *(
        (name + ending, database, f"{command} {options}", day)
        for name, database, command, day in REPORTS
        for ending, options in FORMS.items()
    ),
]
# One set of rows in other forms: which engine they came from makes no difference to these.
DRAWN = {name + ending for name, *_ in REPORTS for ending in FORMS if ending != ".csv"}
# These write findings, or whom they leave out, to standard error.
NOTED = ("letters show", "read", "draft")


def of_any_run(out: str, folder: Path) -> str:
    """Replace what differs from run to run in an output: the times of the journal, and paths."""
    out = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00|[๐-๙]{1,2} \S+ [๐-๙]{2} [๐-๙]{2}\.[๐-๙]{2} น\.", "MOMENT", out)
    out = re.sub("(เวลา|MOMENT)  +", r"\1  ", out)  # the column is as wide as the month's name
    return out.replace(str(folder), "FOLDER").replace(str(PROJECT), "PROJECT")


def live(folder: Path) -> dict[str, Program]:
    """Make the databases by the commands of their stories."""
    settings = {"CIRCTRACK_CONFIG": str(folder / "circtrack.toml")}
    programs = {name: Program(folder / f"{name}.db", environment=settings) for name in STORIES}
    for name, story in STORIES.items():
        for command in story:
            programs[name].ok(*command)
    return programs


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        programs = live(Path(folder))
        for file, database, command, today in CASES:
            out = of_any_run(programs[database].ok(*command.split(), today=today).out, Path(folder))
            (FOLDER / file).write_text(out, encoding="utf-8", newline="\n")
