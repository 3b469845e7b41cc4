"""Puts outputs into files: every output whole or none, and nobody's edits lost unasked."""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from guideline.bundled import bundled
from guideline.document import Document
from guideline.errors import CallError, Place, Problem, told_by_system
from guideline.writers import to_docx, to_html, to_json, to_markdown

IsUntouched = Callable[[bytes], bool]
"""Whether a file is an earlier output that nobody has edited."""


@dataclass(frozen=True)
class Writer:
    """One output format."""

    write: Callable[[Document], bytes]
    is_untouched: IsUntouched


def _docx(document: Document) -> bytes:
    design = bundled("templates") / "word" / f"{document.layout.design}.docx"
    return to_docx.to_docx(document, design.read_bytes())


def _html(document: Document) -> bytes:
    style = (bundled("templates") / "html" / "guideline.css").read_text(encoding="utf-8")
    return to_html.to_html(document, style).encode()


WRITERS: Mapping[str, Writer] = {
    ".docx": Writer(_docx, to_docx.is_untouched),
    ".md": Writer(lambda d: to_markdown.to_markdown(d).encode(), to_markdown.is_untouched),
    ".html": Writer(_html, to_html.is_untouched),
    ".json": Writer(lambda d: to_json.to_json(d).encode(), to_json.is_untouched),
}


_OF_DOCUMENTS: Mapping[str, IsUntouched] = {
    suffix: writer.is_untouched for suffix, writer in WRITERS.items()
}


def check_outputs(
    outputs: Sequence[Path],
    *,
    may_overwrite: bool,
    formats: Mapping[str, IsUntouched] = _OF_DOCUMENTS,
) -> list[Path]:
    """The outputs that hold somebody's edits and would be lost; asked before any work is done.

    Args:
        formats: the suffixes that can be written; those of documents when not given.

    Raises:
        CallError: a suffix is unknown, a folder is missing, or an output stands twice.
    """
    problems = [p for path in outputs for p in _output_problems(path, formats)]
    # realpath: before Python 3.13, resolve() fails where links run in a circle.
    if len({os.path.realpath(path) for path in outputs}) < len(outputs):
        problems.append(
            Problem(
                "same-output",
                "同じ出力先が二度指定されています。",
                Place(str(outputs[0])),
                "-o にはそれぞれ別のファイルを指定してください。",
            )
        )
    if problems:
        raise CallError(problems)
    return [] if may_overwrite else [path for path in outputs if _is_edited(path, formats)]


def _output_problems(path: Path, formats: Mapping[str, IsUntouched]) -> list[Problem]:
    if path.suffix.lower() not in formats:
        return [
            Problem(
                "unknown-suffix",
                f"拡張子「{path.suffix or 'なし'}」の形式では書き出せません。",
                Place(str(path)),
                f"使える拡張子：{'、'.join(formats)}",
            )
        ]
    if _is_folder(path):
        return [
            Problem(
                "is-a-folder",
                "出力先がフォルダーです。",
                Place(str(path)),
                f"ファイル名まで指定してください。例：{path / f'guideline{next(iter(formats))}'}",
            )
        ]
    if _is_special(path):
        return [
            Problem(
                "not-a-file",
                "出力先がふつうのファイルではありません。",
                Place(str(path)),
                "別の出力先を指定してください。",
            )
        ]
    if not _is_folder(path.parent):
        return [
            Problem(
                "folder-missing",
                f"出力先のフォルダー「{path.parent}」がありません。",
                Place(str(path)),
                "フォルダーを作ってから、もう一度実行してください。",
            )
        ]
    return []


def _is_special(path: Path) -> bool:
    try:
        return path.exists() and not path.is_file()
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long
        return False


def _is_edited(path: Path, formats: Mapping[str, IsUntouched]) -> bool:
    try:
        if not path.is_file():
            return False
    except (OSError, RuntimeError):  # nothing there to lose; writing will say what is wrong
        return False
    try:
        return not formats[path.suffix.lower()](path.read_bytes())
    except OSError:
        return True


def write_document(
    document: Document,
    outputs: Sequence[Path],
    style_document: bytes | None = None,
    beside: Sequence[tuple[Path, bytes]] = (),
) -> None:
    """Writes the document to every output, as `write_files` does.

    Args:
        style_document: the look of Word files; that of the document's design when None.
        beside: other files that are written in the same step.
    """
    written = [(path, _written(document, path, style_document)) for path in outputs]
    write_files([*written, *beside])


def _written(document: Document, path: Path, style_document: bytes | None) -> bytes:
    suffix = path.suffix.lower()
    if suffix == ".docx" and style_document is not None:
        return to_docx.to_docx(document, style_document)
    return WRITERS[suffix].write(document)


def write_files(contents: Sequence[tuple[Path, bytes]], gone: Sequence[Path] = ()) -> None:
    """Writes every file, or none: a file appears under its name only when all are complete.

    Args:
        gone: files that are taken away in the same step.

    Raises:
        CallError: a file cannot be written or taken away.
    """
    pending: list[tuple[Path, Path]] = []
    try:
        for path, data in contents:
            with _told_as(path):
                _refuse_locked(path)
                pending.append((_write_beside(path.resolve(), data), path))
        _replace_all(pending, gone)
    finally:
        for temporary, _ in pending:
            temporary.unlink(missing_ok=True)


def like(before: bytes | None, text: str) -> bytes:
    """The text as bytes, with the line ends and the mark of byte order that the file had."""
    was = before or b""
    said = text.replace("\n", "\r\n") if b"\r\n" in was else text
    return said.encode("utf-8-sig" if was.startswith(codecs.BOM_UTF8) else "utf-8")


@contextmanager
def made_folders(paths: Iterable[Path]) -> Iterator[None]:
    """Makes the folders of these files; when what follows fails, those that are new go again.

    Raises:
        CallError: a folder cannot be made.
    """
    made: list[Path] = []
    try:
        for path in paths:
            new = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
            with _told_as(path):
                path.parent.mkdir(parents=True, exist_ok=True)
            made += new
        yield
    except CallError:
        for folder in sorted(made, key=lambda folder: -len(folder.parts)):
            with suppress(OSError):
                folder.rmdir()
        raise


@contextmanager
def _told_as(path: Path) -> Iterator[None]:
    """Turns what the system says about a file into a problem of this output."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        message = f"書き込めません（{told_by_system(error)}）。"
        remedy = "書き込みの権限があるか、ファイルを Word などで開いていないか確かめてください。"
        raise CallError([Problem("not-writable", message, Place(str(path)), remedy)]) from None


def _replace_all(pending: Sequence[tuple[Path, Path]], gone: Sequence[Path]) -> None:
    """Gives each temporary file its name; when one fails, those before get their contents back."""
    before: list[tuple[Path, bytes | None]] = []
    try:
        for temporary, path in pending:
            with _told_as(path):
                old = path.read_bytes() if path.exists() else None
                temporary.replace(path.resolve())
                before.append((path, old))
        for path in gone:
            with _told_as(path):
                old = path.read_bytes()
                path.unlink()
                before.append((path, old))
    except CallError:
        for path, old in before:
            with suppress(OSError):
                _restore(path, old)
        raise


def _restore(path: Path, old: bytes | None) -> None:
    if old is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(old)


def _refuse_locked(path: Path) -> None:
    """Windows cannot replace a file that Word has open; seen before the first replacement."""
    if path.exists():
        with path.open("r+b"):
            pass


def _write_beside(path: Path, data: bytes) -> Path:
    """A complete copy of the data in a temporary file in the same folder."""
    handle, name = tempfile.mkstemp(prefix=".guideline-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        temporary.chmod(mode)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
