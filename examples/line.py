#!/usr/bin/env python3
"""What is to be said today, into a LINE group, by the office's own LINE Official Account (Messaging API).

LINE_TOKEN is the account's channel access token, LINE_TO the group's id. Each text of `circtrack remind` is a message
of its own; where nothing is to be said nothing is sent. What LINE refuses is told on standard error, with status 1, so
that cron mails it. Run again on the same day it sends nothing twice: LINE knows each request by its key.
"""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
import uuid

URL = os.environ.get("LINE_URL", "https://api.line.me/v2/bot/message/push")
LONGEST = 4900  # LINE takes 5,000 characters a message
AT_ONCE = 5
TAKEN_BEFORE = 409


def main() -> int:
    """Send what `circtrack remind` says, with the options given; return the exit status."""
    said = subprocess.run(["circtrack", "remind", "--lang", "th", *sys.argv[1:]], stdout=subprocess.PIPE, check=False)
    if said.returncode:
        return said.returncode
    texts = [part for text in said.stdout.decode().strip().split("\n---\n") for part in cut(text.strip()) if part]
    for place in range(0, len(texts), AT_ONCE):
        try:
            send(texts[place : place + AT_ONCE])
        except urllib.error.HTTPError as error:
            if error.code != TAKEN_BEFORE:
                print(f"LINE: {error.code} {error.read().decode(errors='replace')}", file=sys.stderr)
                return 1
        except OSError as error:
            print(f"LINE: {error}", file=sys.stderr)
            return 1
    return 0


def cut(text: str) -> list[str]:
    """Return a text in parts that LINE takes, cut between its lines."""
    parts = [""]
    for line in text.splitlines(keepends=True):
        if len(parts[-1]) + len(line) > LONGEST:
            parts.append("")
        parts[-1] += line
    return parts


def send(texts: list[str]) -> None:
    """Send messages in one request."""
    body = json.dumps(
        {"to": os.environ["LINE_TO"], "messages": [{"type": "text", "text": text} for text in texts]},
        ensure_ascii=False,
    )
    headers = {
        "Authorization": f"Bearer {os.environ['LINE_TOKEN']}",
        "Content-Type": "application/json",
        "X-Line-Retry-Key": str(uuid.uuid5(uuid.NAMESPACE_URL, body)),
    }
    urllib.request.urlopen(urllib.request.Request(URL, body.encode(), headers), timeout=30).close()


if __name__ == "__main__":
    sys.exit(main())
