"""Where things are: databases that are none, files and folders that cannot be written, settings, templates, bundles."""

from __future__ import annotations

from support.hostile.row import Row

_NONE = "Nothing is recorded yet: there is no database at no.db. `circtrack read FILE` records the letters"
_OURS = "is not a database. Name circtrack's own with --db PATH; if this was it, it is damaged"
_LOST = "is a database, or belongs to one: it would be lost. Name another file."
_NOT_ONE = "cannot be taken in: it is damaged or no bundle. Nothing was changed. Ask for the file"
_NOISE = b"SQLite format 3\x00" + b"\xff" * 9000
_NOBODY = "postgresql://clerk:s3cret@127.0.0.1:1/none"
_TEXT = b"no database\n" * 200

_READERS = (
    ("owing",),
    ("chain", "908"),
    ("letters",),
    ("log",),
    ("check",),
    ("remind",),
    ("register", "in"),
    ("backup", "copies"),
    ("export", "all"),
    ("bundle", "908", "--for", "36"),
)
_WRITERS = (
    ("done", "908", "06360903"),
    ("exempt", "908", "06360903", "--reason", "x"),
    ("extend", "908", "--to", "2023-04-30", "--reason", "x"),
    ("receive", "708", "06360903"),
    ("forward", "708", "--number", "ชย 0023.14/709"),
    ("undo",),
    ("redo",),
    ("register", "out", "--reserve", "2"),
)

_SETTINGS: tuple[tuple[bytes, tuple[str, ...]], ...] = (
    (b"x = ", ("circtrack.toml is not TOML: Invalid value", "`circtrack config` shows the settings.")),
    (b"a = 1\na = 2\n", ("is not TOML: Cannot overwrite a value (at line 2",)),
    (b"a\0", ("is not TOML:",)),
    (b"\xff\xfe", ("circtrack.toml cannot be read: 'utf-8' codec",)),
    (b"x = " + b"[" * 5000, ("is not TOML: maximum recursion depth exceeded",)),
    (b"nonsense = 1\n", ("no setting nonsense. There are: db, lang, thai, dates",)),
    (b"smtp = 1\n", ("no setting smtp. There are:",)),
    (b'"\\u001b[31m" = 1\n', ("no setting [31m. There are:",)),
    (b"db = 5\n", ("db is 5; expected is a path in quotation marks.",)),
    (b"[remind]\ndays_before = 3\n", ("remind.days_before is 3; expected is a list of whole numbers.",)),
    (b"[remind]\ndays_before = [-1]\n", ("remind.days_before is [-1]; expected is a list of whole numbers.",)),
    (b"[remind]\nevery_overdue = true\n", ("remind.every_overdue is True; expected is a whole number.",)),
    (b"[remind]\non_day = 1\n", ("remind.on_day is 1; expected is true or false.",)),
    (b'[check]\nreceipt_days = "x"\n', ("check.receipt_days is 'x'; expected is a whole number.",)),
    (b'[remind]\ntemplates = "none"\n', ("none, the folder of templates, is not there.",)),
    (b'off_days = "none.txt"\n', ("none.txt cannot be read: No such file or directory.",)),
)

ROWS = (
    *(Row((*verb, "--db", "no.db"), (_NONE,)) for verb in (*_READERS, *_WRITERS)),
    *(Row((*verb, "--db", "x"), ("x " + _OURS,), files={"x": _TEXT}) for verb in (("owing",), *_WRITERS[:3])),
    *(Row((*verb, "--db", "x"), ("x " + _OURS,), files={"x": _NOISE}) for verb in (("check",), ("undo",))),
    *(
        Row((*verb, "--db", "x"), ("x is a folder, not a database. Name a file with --db PATH.",), files={"x": None})
        for verb in (("owing",), ("undo",), ("init", "--office", "3609"))
    ),
    *(
        Row((*verb, "--db", "x"), ("x is empty: it is no database yet.", "circtrack restore BACKUP"), files={"x": b""})
        for verb in (("owing",), ("done", "908", "06360903"), ("backup", "copies"))
    ),
    *(
        Row((*verb, "--db", "/dev/zero"), ("/dev/zero is a device or a pipe, not a database. Name a file",))
        for verb in (("owing",), ("undo",), ("init", "--office", "3609"), ("backup", "copies"))
    ),
    Row(("owing", "--db", ""), ("--db is given, but empty.",)),
    # an office that is added
    *(
        Row(("offices", "add", name), says)
        for name, says in {
            " ": ("is given, but empty.",),
            "36": ("'36' is no name of an office. Give its full name.",),
            "12345": ("'12345' is no name of an office.",),
            "อบต.บ้านไร่": ("is in the list already: 06360903", "`circtrack offices 06360903` shows it."),
            "ก" * 600: ("The name has 600 characters; 200 is the most.",),
        }.items()
    ),
    Row(("offices", "add"), ("'' is no name of an office. Give its full name.",)),
    Row(("offices", "add", "สำนักงาน ก", "--under", "ไม่มี"), ("No office is called 'ไม่มี'.",)),
    Row(("offices", "add", "สำนักงาน ก", "--under", ""), ("--under is given, but empty.",)),
    Row(("offices", "add", "สำนักงาน ก", "--kind", "nonsense"), ("no kind of office is called 'nonsense'.",)),
    Row(("owing", "--db", "n" * 300), ("cannot use nnn", "File name too long")),
    Row(("owing", "--db", "\udcff"), ("there is no database at",)),
    Row(("owing", "--db", "\x1b[31mx"), ("there is no database at [31mx.",)),
    Row(
        ("owing",),
        ("CIRCTRACK_LOCK_TIMEOUT is x, which is no number of seconds.",),
        environment={"CIRCTRACK_LOCK_TIMEOUT": "x"},
    ),
    Row(("owing",), ("'x' cannot be read as a date",), environment={"CIRCTRACK_TODAY": "x"}),
    # Reports that would take the place of the database, of its log, or of a backup.
    *(
        Row((*verb, option, "circtrack.db"), ("circtrack.db " + _LOST,))
        for verb, option in (
            (("owing",), "--output"),
            (("owing", "--format", "xlsx"), "--output"),
            (("owing", "--format", "html"), "--output"),
            (("chain", "908", "--format", "dot"), "--output"),
            (("letters", "show", "908", "--format", "json"), "--output"),
            (("log",), "--output"),
            (("config",), "--output"),
            (("offices",), "--output"),
            (("register", "in"), "--output"),
            (("check",), "--output"),
            (("remind", "--all"), "--output"),
            (("remind", "--all"), "--ics"),
            (("draft", "reminder", "908"), "--docx"),
            (("draft", "reminder", "908"), "--output"),
            (("bundle", "908", "--for", "36"), "--output"),
            (("date", "2023-01-01"), "--output"),
        )
    ),
    Row(("owing", "--output", "circtrack.db-wal"), ("circtrack.db-wal " + _LOST,)),
    Row(("owing", "--output", "x.db"), ("x.db " + _LOST,), files={"x.db": _NOISE}),
    Row(("owing", "--output", "folder"), ("cannot write folder: Is a directory.",), files={"folder": None}),
    Row(("owing", "--output", "."), ("cannot write .: Is a directory.",)),
    Row(("owing", "--output", "none/x.csv"), ("cannot write none/x.csv: No such file or directory.",)),
    Row(("owing", "--output", "x/y.csv"), ("cannot write x/y.csv: Not a directory.",), files={"x": b""}),
    Row(("owing", "--output", ""), ("--output is given, but empty.",)),
    Row(("owing", "--output", "n" * 300), ("cannot write nnn", "File name too long.")),
    Row(("remind", "--all", "--eml", "circtrack.db"), ("cannot write circtrack.db",)),
    Row(("remind", "--all", "--ics", "x"), ("cannot write x: Is a directory.",), files={"x": None}),
    Row(("bundle", "908", "--for", "36", "--output", "x/y"), ("cannot write x/y: Not a directory.",), files={"x": b""}),
    Row(("backup", "x"), ("The copy x/circtrack-", "cannot be written: Not a directory."), files={"x": b""}),
    Row(("backup", "circtrack.db"), ("The copy circtrack.db/circtrack-", "cannot be written: Not a directory.")),
    Row(("backup", ""), ("DIR is given, but empty.",)),
    Row(("export", "x"), ("cannot write x: File exists.",), files={"x": b""}),
    Row(("export", "circtrack.db"), ("cannot write circtrack.db: File exists.",)),
    Row(("export", ""), ("DIR is given, but empty.",)),
    Row(("restore", "none.db", "--yes"), ("there is no file none.db. Name a file that `circtrack backup` wrote.",)),
    Row(("restore", "x", "--yes"), ("x is a folder, not a database.",), files={"x": None}),
    Row(("restore", "x", "--yes"), ("x " + _OURS,), files={"x": _TEXT}),
    Row(("restore", "x", "--yes"), ("x " + _OURS,), files={"x": _NOISE}),
    Row(("restore", "circtrack.db", "--yes"), ("circtrack.db is the database itself, not a backup of it.",)),
    Row(("restore", "", "--yes"), ("FILE is given, but empty.",)),
    Row(("merge", "none"), ("none cannot be read: No such file or directory.",)),
    Row(("merge", "x"), ("x has no bundle in it: no file is called ….circtrack.",), files={"x": None}),
    Row(("merge", "x"), ("x " + _NOT_ONE,), files={"x": b""}),
    Row(("merge", "x"), ("x " + _NOT_ONE,), files={"x": _TEXT}),
    Row(("merge", "-"), ("- " + _NOT_ONE,), given=b"PK\x05\x06" + b"\xff" * 18),
    Row(("merge", ""), ("FILE... is given, but empty.",)),
    Row(("init", "--office", "3609", "--db", "x/y.db"), ("The database x/y.db cannot be made:",), files={"x": b""}),
    *(
        Row((*verb, "--db", _NOBODY), ("postgresql://clerk@127.0.0.1:1/none cannot be opened:",))
        for verb in (("owing",), ("undo",), ("admin", "list"), ("init", "--office", "3609"))
    ),
    Row(("owing", "--db", "postgresql://["), ("postgresql://[ is no address of a PostgreSQL database",)),
    Row(("admin", "list", "--db", "circtrack.db"), ("circtrack.db is a file, which whoever can read it reads whole",)),
    Row(("move", "--to", ""), ("--to is given, but empty.",)),
    Row(("move", "--to", "circtrack.db", "--db", "circtrack.db"), ("is the database that is to be moved",)),
    Row(("move", "--to", "x", "--db", "circtrack.db"), ("x is a folder, not a database.",), files={"x": None}),
    Row(("move", "--to", "x", "--db", "circtrack.db"), ("x " + _OURS,), files={"x": _TEXT}),
    Row(("move", "--to", "x/y.db", "--db", "circtrack.db"), ("The database x/y.db cannot",), files={"x": b""}),
    Row(("move", "--to", _NOBODY), ("postgresql://clerk@127.0.0.1:1/none cannot be opened:",)),
    *(Row(("remind", "--all"), says, files={"circtrack.toml": text}) for text, says in _SETTINGS),
    Row(
        ("remind", "--all", "--smtp"),
        ("smtp.security is rot13; there are: starttls, ssl, none.",),
        files={"circtrack.toml": b'[smtp]\nhost = "x"\nsecurity = "rot13"\n'},
    ),
    *(
        Row(
            ("remind", "--all"),
            ("digest.en.txt",),
            files={"circtrack.toml": b'[remind]\ntemplates = "t"\n', "t": None, "t/digest.en.txt.j2": text},
        )
        for text in (b"{{ open", b"{% nonsense %}", b"{{ nobody.knows }}", b"\xff", b"{{ ''.__class__.__mro__ }}")
    ),
)
