"""Whose the server's folders are: PostgreSQL refuses to run as root, and its socket needs a short path."""

import fcntl
import getpass
import hashlib
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from maillage.kit.postgres.programs import PostgresUnavailable

SYSTEM_USER = "embedded_postgres"
# A Unix socket's path is limited to 107 bytes on Linux and 103 on macOS; PostgreSQL appends `/.s.PGSQL.5432`.
LONGEST_SOCKET_FOLDER = 88
# The list of socket folders is split on commas, and the option passes through a shell.
_PLAIN_PATH = re.compile(r"[\w/.@+ -]+")


def runs_as_root() -> bool:
    return os.geteuid() == 0


def socket_folder_for(home: Path) -> Path:
    """Give `home/run`, or a short folder beside the temporary files when that path is too long or too odd."""
    folder = home / "run"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER and _PLAIN_PATH.fullmatch(str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"maillage-{os.getuid()}-{digest}"


def own_folder(folder: Path) -> None:
    """Have a folder that the server alone may enter.

    Raises: PostgresUnavailable where it is not ours to write, or is somebody else's.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) and not folder.is_dir():
            raise NotADirectoryError(folder)
        # Whoever may write in the temporary folder could have laid a link or a folder there before us.
        if stat.S_ISLNK(found.st_mode) or found.st_uid not in _trusted_users():
            raise PermissionError(folder)
        folder.chmod(0o700)
        if runs_as_root():
            make_parents_traversable(folder)
            _give_to_system_user(folder)
    except OSError as error:
        raise PostgresUnavailable(
            f"{folder} is not a folder that {getpass.getuser()} may use ({error.strerror or 'it belongs to another user'}). "
            "Run Maillage as the user who made it, or name another folder with MAILLAGE_HOME."
        ) from None


def _trusted_users() -> set[int]:
    if not runs_as_root():
        return {os.geteuid()}
    return {0, system_user().pw_uid}


def system_user() -> pwd.struct_passwd:
    """Give the user that the server runs as when we are root, made when missing.

    Raises: PostgresUnavailable.
    """
    known = _known_user()
    if known is not None:
        return known
    program = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        raise PostgresUnavailable(
            "PostgreSQL refuses to run as root, and this machine has no useradd: run Maillage as an ordinary user."
        )
    # Two starts at once would each make the user, the second with another number, and the first one's folders be nobody's.
    with Path("/etc/passwd").open() as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        if _known_user() is None:
            subprocess.run([program, "--system", "--no-create-home", "-s", "/bin/false", SYSTEM_USER], check=False)
    made = _known_user()
    if made is None:
        raise PostgresUnavailable("The user embedded_postgres could not be added: run Maillage as an ordinary user.")
    return made


def _known_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


def _give_to_system_user(folder: Path) -> None:
    entry = system_user()
    if folder.stat().st_uid != entry.pw_uid:
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def make_parents_traversable(path: Path) -> None:
    """Let the server's user pass through the folders above a path (it may not list them)."""
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)
