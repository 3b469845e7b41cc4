"""What an upgrade changed, kept so that it can be taken back byte by byte."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from guideline.errors import ContentError, Place, Problem

NAME = "guideline.undo"
_LIST = "files.json"
_MOST = 20_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Backup:
    """Files as they were, and digests of what the upgrade made of them."""

    before: Mapping[str, bytes | None]
    """By path from the folder of the profile; None for a file that was not there."""
    after: Mapping[str, str | None]
    """SHA-256 of each file afterwards; None for one that went."""


def backup_of(before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]) -> Backup:
    """What has to be kept when these files become those."""
    digests = {name: None if d is None else sha256(d).hexdigest() for name, d in after.items()}
    return Backup(before, digests)


def packed(backup: Backup) -> bytes:
    """The backup as an archive: equal backups are equal bytes."""
    data = io.BytesIO()
    listed = [
        {"path": name, "was": backup.before[name] is not None, "after": backup.after[name]}
        for name in sorted(backup.before)
    ]
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(_entry(_LIST), json.dumps(listed, ensure_ascii=False, indent=1))
        for name, content in sorted(backup.before.items()):
            if content is not None:
                archive.writestr(_entry(f"before/{name}"), content)
    return data.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _EPOCH)


def unpacked(data: bytes, file: str) -> Backup:
    """The backup in an archive.

    Raises:
        ContentError: it is not one of ours.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST:
                raise ValueError("too large")
            listed = json.loads(archive.read(_LIST))
            before = {
                str(each["path"]): archive.read(f"before/{each['path']}") if each["was"] else None
                for each in listed
            }
            after = {str(each["path"]): each["after"] for each in listed}
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, RuntimeError, NotImplementedError):
        message = "元に戻すための控えを読めません。"
        remedy = "控えのファイルが壊れています。バックアップから戻してください。"
        raise ContentError([Problem("undo-broken", message, Place(file), remedy)]) from None
    return Backup(before, after)
