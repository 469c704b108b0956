"""Lists: CSV files of who has done it, lists of who has not, a column of dates, days off, addresses."""

from __future__ import annotations

from support.hostile.row import Row

_BAD = "1 line cannot be taken; nothing was recorded. Correct them and give the list again;"
_SAME = "Leave one of them out."

_CSV: tuple[tuple[bytes, int, tuple[str, ...]], ...] = (
    (b"", 2, ("standard input is empty.",)),
    (b"\n\n\n", 2, ("standard input is empty.",)),
    (b"\xef\xbb\xbf", 2, ("The list names no office. Each line has a code or a name: `circtrack help lists`",)),
    (b"name\n1\n", 4, (_BAD, "line 2: No office has the code '1'.")),
    (b"office,office\n06360903,06360903\n", 2, ("Two columns say the same: office, office.", _SAME)),
    (b"\x1b[31moffice\n06360903\n", 4, (_BAD, "line 1: No office has the code '[31moffice'.")),
    (b'office\n"06360903\n', 2, ("line 2 is no CSV: unexpected end of data.",)),
    (b'office\n06360903\n"0636\n09"03\n', 2, ("line 3 is no CSV:",)),
    (b'office\n06360903"x\n', 4, (_BAD, "line 2: No office has the code '06360903\"x'.")),
    (b"office\n0636\0903\n", 2, ("- is not text: it has a NUL byte on line 2.",)),
    (b"office\n\xff\n", 2, ("- is not UTF-8 text: byte 0xFF on line 2.", "--encoding cp874")),
    (b"office\n" + b"9" * 200_000 + b"\n", 2, ("line 2 is no CSV: field larger than field limit (131072).",)),
    (b"x" * 2_000_000, 4, (_BAD, "line 1: No office is called 'xxx")),
    (b"x" * 33_000_000, 2, ("- is too large for a list of offices: more than 32,000,000 bytes.",)),
    (b"x\n" * 200_000, 2, ("- has 200,000 lines; a list of offices has at most 100,000.",)),
    (b"PK\x03\x04", 2, ("- is no workbook that can be read:",)),
    (b"%PDF-1.4", 2, ("- is a PDF, not a list. Give the list as text, as CSV or as a workbook (.xlsx).",)),
    (b"office,on\n06360903,2023-03-32\n", 4, (_BAD, "line 2: '2023-03-32': มีนาคม 2023 has no day 32.")),
    (b"office,on\n06360903,2023-04-01\n", 4, (_BAD, "line 2: 2023-04-01 is after today, 2023-03-20")),
    (b"office,on\n06360903,0001-01-01\n", 4, (_BAD, "line 2: '0001-01-01': the year 1 is neither")),
    (b"office,task\n06360903,9\n", 4, (_BAD, "line 2: มท 0810.7/ว 908 has no task 9.")),
    (b"office,task\n06360903,x\n", 4, (_BAD, "line 2: 'x' is not the place of a task: 1, 2, …")),
    (b"office,task\n06360903,-1\n", 4, (_BAD, "line 2: '-1' is not the place of a task")),
    (b"office,task\n06360903," + b"9" * 5000 + b"\n", 4, (_BAD, "line 2: '999")),
    ("office,task\n06360903,²\n".encode(), 4, (_BAD, "line 2: '²' is not the place of a task")),
    (b"office,progress\n06360903,maybe\n", 4, (_BAD, "line 2: 'maybe' is no progress; expected is one of done")),
    (b"office,progress\n06360903,blocked\n", 4, (_BAD, "line 2: blocked needs a note")),
    (b'office\n"=HYPERLINK(""x"")"\n', 4, (_BAD, "line 2: No office has the code '=HYPERLINK(\"x\")'.")),
    (b"office\n06360903,extra\n", 4, (_BAD, "line 2: more cells than columns: 'extra'.")),
    (b"office,letter\n06360903,zzz\n", 4, (_BAD, "line 2: no letter fits zzz.")),
    (b"office,letter\n06360903,0023\n", 4, (_BAD, "line 2: 0023 fits 2 letters.", "ชย 0023.6/3022")),
    (b"office,progress\n06360903,done\n06360903,incomplete\n", 4, (_BAD, "line 3: line 2 says something else of")),
    (
        "office\nอบจ.ชัยภูมิ\n".encode(),
        2,
        ("None of the 1 line names an office under อำเภอเทพสถิต: องค์การบริหารส่วนจังหวัดชัยภูมิ.",),
    ),
    ("office\nอบต.บ้านไร่ อ.ลานสัก\n".encode(), 4, (_BAD, "line 2: No office is called 'อบต.บ้านไร่ อ.ลานสัก'.")),
    (
        b"office\n'; DROP TABLE letter; --\n",
        4,
        ("2 lines cannot be taken", "line 2: No office has the code 'DROP TABLE letter'."),
    ),
    (b"office\n\x1b[31m06360903\n", 4, (_BAD, "line 2: No office has the code '[31m06360903'.")),
    ("office\n\u202e06360903x\n".encode(), 4, (_BAD, "line 2: No office has the code '06360903x'.")),
    (b'office\n"a\nerror: b"\n', 4, (_BAD, "line 2: No office has the code 'a error: b'.")),
    (b"office\n" + b"x\n" * 3000, 4, ("3000 lines cannot be taken", "line 2:", "line 3001:")),
    (b"office\n06360903\nx\n", 4, (_BAD, "line 3: No office has the code 'x'.")),
)

_ALL_BUT: tuple[tuple[bytes, int, tuple[str, ...]], ...] = (
    (b"", 2, ("standard input is empty.",)),
    (b"06360903\n\0", 2, ("- is not text: it has a NUL byte on line 2.",)),
    (b"\xff", 2, ("- is not UTF-8 text: byte 0xFF on line 1.",)),
    (b"xx\n06360903\nyy\n", 4, ("2 lines cannot be taken", "line 1: No office has the code 'xx'.", "line 3:")),
    (b"06360903,x\n", 4, (_BAD, "line 1: No office has the code 'x'.")),
    ("อำเภอเทพสถิต\n".encode(), 4, (_BAD, "line 1: อำเภอเทพสถิต owes nothing on")),
    (b'"06360903', 4, (_BAD, "line 1: No office has the code '\"06360903'.")),
    (b"x" * 1_000_000, 4, (_BAD, "line 1: No office is called 'xxx")),
)

_WORKING = ("date", "--event", "2023-03-01", "--off-days", "x", "ภายใน 3 วันทำการ")
_MAIL = {"circtrack.toml": b'[smtp]\nhost = "127.0.0.1"\nport = 9\nfrom = "a@b.th"\n[remind]\naddresses = "x"\n'}

ROWS = (
    *(Row(("done", "908", "--csv", "-"), says, status, given) for given, status, says in _CSV),
    *(Row(("done", "908", "--all-but", "-"), says, status, given) for given, status, says in _ALL_BUT),
    Row(("done", "--csv", "-"), (_BAD, "line 2: no letter: name it in a column 'letter'"), 4, b"office\n06360903\n"),
    Row(("summary", "--by", "x"), ("Invalid value for '--by': 'x' is not one of 'district', 'province'.",)),
    Row(("correct", "9999", "--subject", "x"), ("no letter fits 9999.",)),
    Row(("done", "908", "--csv", "none.csv"), ("there is no file none.csv.",)),
    Row(("done", "908", "--csv", "folder"), ("cannot read folder: Is a directory.",), files={"folder": None}),
    Row(("done", "908", "--csv", ""), ("--list is given, but empty.",)),
    Row(
        ("done", "908", "--csv", "-", "--all-but", "-"), ("--list and --all-but contradict each other: give one list.",)
    ),
    Row(("done", "908", "06360903", "--csv", "-"), ("06360903 is named besides the list -: give either.",)),
    Row(("done", "--all-but", "-"), ("Which letter?",)),
    Row(("date", "--column", "a"), ("standard input is empty. A CSV with a header is needed.",)),
    Row(("date", "--column", "x"), ("no column x. There are: a, b",), given=b"a,b\n1,2\n"),
    Row(("date", "--column", ""), ("--column is given, but empty.",), given=b"a\n"),
    Row(
        ("date", "--column", "a"),
        ("line 2 is not UTF-8 text. If it comes from Thai Windows, say --encoding cp874.",),
        given=b"a\n\xff\n",
        out="a,a_iso\n",
    ),
    Row(
        ("date", "--column", "a"),
        ("line 2 is no row of a CSV: field larger than field limit (131072).",),
        given=b"a\n" + b"9" * 200_000 + b"\n",
        out="a,a_iso\n",
    ),
    Row(_WORKING, ("x, line 2: 'วันไม่มี' cannot be read as a date",), files={"x": "24/3/66\nวันไม่มี\n".encode()}),
    Row(_WORKING, ("x cannot be read: 'utf-8' codec can't decode byte 0xff",), files={"x": b"\xff"}),
    Row(_WORKING, ("x cannot be read: No such file or directory.",)),
    Row(_WORKING, ("x cannot be read: Is a directory.",), files={"x": None}),
    *(
        Row(("remind", "--all", "--smtp"), says, status, files={"x": data, **_MAIL})
        for data, status, says in (
            (b"", 2, ("is empty.",)),
            (b"office\n3609\n", 2, ("has no column email. Its first line must name the columns: office,email",)),
            (b"office,email\n3609,nobody\n", 4, ("has lines that cannot be taken:", "line 2: 'nobody' is no e-mail")),
            (b"office,email\n3609,\x1b[31m@x\n", 4, ("line 2: '[31m@x' is no e-mail address.",)),
            (b"office,email\n3609,a@b.th\\nBcc: x@y.th\n", 4, ("line 2:", "is no e-mail address.")),
            (b'office,email\n3609,"a@b.th\nBcc: x@y.th"\n', 4, ("'a@b.th Bcc: x@y.th' is no e-mail address.",)),
            (b"office,email\nxx,a@b.th\n", 4, ("line 2: No office has the code 'xx'.",)),
            (b"office,email\n3609," + b"a" * 200_000 + b"\n", 2, ("is no CSV: field larger than field limit",)),
        )
    ),
)
