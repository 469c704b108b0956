"""Database files on disk: create them for their owner only, and recognise network shares."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from circtrack.errors import N_, DatabaseError

if TYPE_CHECKING:
    from collections.abc import Iterator


# A write-ahead log needs shared memory, which does not work across a network: two writers would break the file.
_NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afs", "afpfs", "ncpfs", "9p", "ceph", "lustre", "gfs2", "ocfs2"}
    | {"fuse.sshfs", "fuse.davfs2", "davfs", "fuse.glusterfs", "fuse.cephfs", "fuse.rclone", "fuse.smbnetfs"}
    | {"webdav", "macfuse", "virtiofs", "vboxsf", "prl_fs", "fuse.vmhgfs-fuse", "fuse.s3fs", "fuse.gvfsd-fuse"}
)
_REMOTE_DRIVE = 4
_MOUNTS = Path("/proc/mounts")


def make_uri(path: Path, parameters: str) -> str:
    """Return the file's URI for SQLite; ``parameters`` are such as ``mode=ro``."""
    absolute = path.absolute().as_posix()
    # file:///C:/x for a drive, file:////server/share for a network name: SQLite wants an empty authority.
    lead = "" if absolute.startswith("/") else "/"
    return f"file://{lead}{quote(os.fsencode(absolute), safe='/:')}?{parameters}"


def create_file(path: Path) -> None:
    """Create the file and the folders above it, for their owner only (0600, 0700), where they are missing.

    A file that is there without content becomes its owner's only, too.

    Raises:
        DatabaseError: the system does not allow it.
    """
    with _translate_creation_errors(path):
        make_file(path)


def make_file(path: Path) -> None:
    """Do what ``create_file`` does; what the system does not allow is the caller's to say."""
    _make_folders(path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.is_file() and not path.stat().st_size:
            with suppress(PermissionError):  # another's file, which we may only write: its mode is that one's
                path.chmod(0o600)


def create_beside(path: Path) -> Path:
    """Create a file beside ``path`` under a name that no other process uses, and the folders above it, as above.

    Raises:
        DatabaseError: the system does not allow it.
    """
    from tempfile import mkstemp

    with _translate_creation_errors(path):
        _make_folders(path.parent)
        descriptor, name = mkstemp(prefix=f"{path.name}-", suffix=".new", dir=path.parent)
        os.close(descriptor)
    return Path(name)


def take_free_name(file: Path, name: Path) -> None:
    """Give a file its name unless that is taken; ``has_name`` tells whether it has it then.

    Nothing happens, too, where the disk cannot look and name in one step (it has no hard links): in between another
    process might make a file of that name and begin to write to it.
    """
    with suppress(OSError):
        if sys.platform == "win32":
            file.rename(name)
        else:
            name.hardlink_to(file)
            _flush_folder(name.parent)


def has_name(file: Path, name: Path) -> bool:
    """Whether a file, which may have been renamed or have two names now, is the one of this name."""
    return name.exists() and (not file.exists() or name.samefile(file))


def _flush_folder(folder: Path) -> None:
    """Wait until the folder's list of names is on disk, where the system can: a new name must survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _translate_creation_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatabaseError(
            "The database {path} cannot be made: {reason}.",
            hint=N_("Name another place with --db PATH or CIRCTRACK_DB."),
            path=path,
            reason=error.strerror or error,
        ) from error


def _make_folders(folder: Path) -> None:
    # Path.mkdir(parents=True) gives the mode to the last folder only.
    if not folder.exists():
        _make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def is_on_network_share(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the file is on another machine's disk: by its mount's type, on Windows by its path or drive.

    Args:
        path: The file; it need not exist.
        mounts: The kernel's list of mounts.
    """
    resolved = path.resolve()
    if sys.platform == "win32":
        return _on_remote_drive(resolved.drive)
    best, kind, name = 0, "", f"{resolved}/"
    for point, each in _list_macos_mounts() if sys.platform == "darwin" else _list_linux_mounts(mounts):
        folder = point.rstrip("/") + "/"
        if name.startswith(folder) and len(folder) >= best:
            best, kind = len(folder), each
    return kind in _NETWORK_TYPES


def _on_remote_drive(drive: str) -> bool:
    r"""Whether a Windows drive is on another machine: ``\\server\share``, or a letter that stands for one."""
    if drive.startswith("\\\\"):
        return not drive.startswith(("\\\\?\\", "\\\\.\\")) or drive.upper().startswith("\\\\?\\UNC\\")
    import ctypes

    windows: Any = getattr(ctypes, "windll")  # noqa: B009 - unknown to type checkers on other systems
    return bool(windows.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE_DRIVE)


def _list_linux_mounts(mounts: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split(" ")
        if len(fields) > 2:
            # The kernel writes a space in a name as \040.
            yield fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"), fields[2]


def _list_macos_mounts() -> Iterator[tuple[str, str]]:
    """Yield what ``mount`` lists: ``//clerk@server/share on /Volumes/share (smbfs, nodev)``."""
    import subprocess

    try:
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return
    for found in re.finditer(r"^.*? on (?P<point>/.*) \((?P<kind>[^,)]+)[^()]*\)$", listed, re.MULTILINE):
        yield found["point"], found["kind"]
