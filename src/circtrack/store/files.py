"""Where the database file lives, and what its disk can do."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import quote

from circtrack.errors import DatabaseError

DATABASE_VARIABLE = "CIRCTRACK_DB"
FILE_NAME = "circtrack.db"

# The shared memory that a write-ahead log needs does not reach across a network: two writers then break the file.
_NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "ncpfs", "9p", "ceph", "lustre", "gfs2", "ocfs2"}
    | {"fuse.sshfs", "fuse.davfs2", "davfs", "fuse.glusterfs", "fuse.cephfs", "fuse.rclone", "fuse.smbnetfs"}
)
_MOUNTS = Path("/proc/mounts")


def database_path(option: Path | None = None) -> Path:
    """The database in force: ``--db``, ``CIRCTRACK_DB``, the configuration's, or the one in the user's data folder."""
    if option is not None:
        return option.expanduser()
    if given := os.environ.get(DATABASE_VARIABLE):
        return Path(given).expanduser()
    from circtrack.config import setting

    if isinstance(configured := setting("db"), Path):
        return configured
    from platformdirs import user_data_path

    return user_data_path("circtrack", appauthor=False) / FILE_NAME


def uri(path: Path, parameters: str) -> str:
    """The file as SQLite takes it in URI form; ``parameters`` such as ``mode=ro``."""
    absolute = path.absolute().as_posix()
    # file:///C:/x for a drive, file:////server/share for a network name: SQLite wants an empty authority.
    lead = "" if absolute.startswith("/") else "/"
    return f"file://{lead}{quote(os.fsencode(absolute), safe='/:')}?{parameters}"


def create(path: Path) -> None:
    """Make the file, and the folders to it, for their owner's eyes only (0600, 0700), if they are not there.

    Raises:
        DatabaseError: the system does not let us.
    """
    try:
        _make_folders(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise DatabaseError(
            "The database {path} cannot be made: {reason}.",
            hint="Name another place with --db PATH or CIRCTRACK_DB.",
            path=path,
            reason=error.strerror or error,
        ) from error


def _make_folders(folder: Path) -> None:
    # Path.mkdir(parents=True) gives the mode to the last folder only.
    if not folder.exists():
        _make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def on_network_share(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the file lies on another machine's disk, by its mount's type. Known on Linux only; else False.

    Args:
        path: The file; it need not exist.
        mounts: The kernel's list of mounts.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return False
    resolved = path.resolve()
    best, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        # The kernel writes a blank in a name as \040.
        point = Path(fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        if resolved.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind in _NETWORK_TYPES
