"""Fuzzing the CSV files that verbs take: what is done, who has not done it, e-mail addresses."""

from __future__ import annotations

import sys
from typing import Any

from fuzz_kept import PROVINCE, folder, in_memory, made, tried
from fuzz_texts import check
from support.made_letters import TODAY

from circtrack.actions.work.done import ProgressEntry
from circtrack.actions.work.done_lists import DoneOptions, record_all_but, record_done_list
from circtrack.errors import CirctrackError
from circtrack.lists.read import read_list
from circtrack.reading.addresses import find_addresses

HEADERS = (
    "office,letter,task,on,progress,note\n", "office\n", "office,on\n", "\ufeffoffice,progress,note\r\n",
    "office,email\n",
    "office,task\n", '"office","on"\n', "Office , ON\n", "email,office,x\n", "office,office\n", "หน่วยงาน,วันที่\n", "",
)  # fmt: skip
CELLS = (
    "06360903|05360901|3609|36|dla|อบต.บ้านไร่|อบต.โป่งนก|ทต.เทพสถิต|อบต.บ้านไร่ อ.เทพสถิต|สถ.จ.ชัยภูมิ|อำเภอเทพสถิต|เทพสถิต"
    "|908|ว908|708|มท ๐๘๑๐.๗/ว ๙๐๘|1|2|3|๑|²|0|-1|99999999999999999999|2023-03-17|๑๗ มี.ค. ๖๖|17/3/2566|2023-03-21"
    "|๒๗๗ กุมภาพันธ์|2022-01-01|วันนี้|done|incomplete|blocked|ไม่ครบ|ติดขัดระบบ|ครบ|DONE|exempt|ระบบล่ม|a@b.go.th|a@b|@"
    "|=cmd()|\x1b[2J|\u200b|\ufeff|{x}|{0}|%s|ที่|ก่|้"
)
PIECES = (*CELLS.split("|"), ",", ",", ",", "\n", "\n", "\r\n", "\r", '"', '"', '""', '","', "\t", ";", " ", "#", "\0")
WHOLE_CELLS = tuple(f"{cell}{end}" for cell in CELLS.split("|") for end in (",", ",", "\n"))
_MOST_TIMES = 5000


class Lists:
    """Bytes in; only our own errors out, and then nothing was written."""

    def __init__(self) -> None:
        with folder() as place:
            self._memory = in_memory(made(place, "province", PROVINCE, ("done", "908", "อบต.โป่งนก")))

    def made(self, data: Any) -> tuple[int, bytes]:
        verb, kind = data.ConsumeIntInRange(0, 3), data.ConsumeIntInRange(0, 7)
        if kind == 0:
            return verb, data.ConsumeBytes(sys.maxsize)
        text = HEADERS[data.ConsumeIntInRange(0, len(HEADERS) - 1)]
        pieces = WHOLE_CELLS if kind in (2, 3) else PIECES
        while data.remaining_bytes():
            choice = data.ConsumeIntInRange(0, len(pieces) + 1)
            if choice < len(pieces):
                text += pieces[choice]
            elif choice == len(pieces):
                text += data.ConsumeUnicodeNoSurrogates(3)
            else:
                text += "9ก,"[data.ConsumeIntInRange(0, 2)] * data.ConsumeIntInRange(1, _MOST_TIMES)
        return verb, text.encode("cp874" if kind == 1 else "utf-8", "replace")

    def read(self, given: tuple[int, bytes]) -> None:
        verb, content = given
        for encoding in ("utf-8", "cp874", ""):
            with tried(self._memory, "done") as transaction:
                before = self._memory.total_changes
                try:
                    found = read_list(content, "fuzz", encoding=encoding)
                    options = DoneOptions(ProgressEntry("done", TODAY), TODAY)
                    if verb == 0:
                        find_addresses(content, "fuzz", ("36", "3609"), TODAY)
                    elif verb == 1:
                        record_all_but(transaction, "908", found, options)
                    else:
                        record_done_list(transaction, found, "908" if verb == 2 else "", options)
                except CirctrackError as error:
                    str(error)
                    check(self._memory.total_changes == before)
