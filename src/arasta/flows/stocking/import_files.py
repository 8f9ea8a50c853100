"""Read a CSV file as people have them: any of a few encodings and delimiters, streamed, with the numbers of its lines."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from arasta.kernel.errors import Invalid, gettext_noop

Line = tuple[int, list[str]]
DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8", "windows-1254", "windows-1251", "utf-16")
_PIECE = 1 << 20
_LONGEST_CELL = 100_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_RUN_OF_LETTERS = 6  # Turkish words have one or two letters beyond ASCII in a row, Russian ones consist of them
_BROKEN_UTF8 = re.compile(rb"[\xc3-\xc5\xd0\xd1][\x80-\xbf]")  # pairs that no Turkish word has


class UnreadableText(Invalid):
    code = "unreadable_text"
    template = gettext_noop(
        "The file is neither UTF-8 nor Windows-1254. Save it as “CSV UTF-8”, or say which encoding it has."
    )


class WrongEncoding(Invalid):
    code = "wrong_encoding"
    template = gettext_noop("The file is not %(encoding)s. Leave the encoding open, or save the file as “CSV UTF-8”.")


class NoLines(Invalid):
    code = "empty_file"
    template = gettext_noop("The file is empty. Its first line must name the columns.")


class BrokenQuotes(Invalid):
    code = "broken_quotes"
    template = gettext_noop(
        "After line %(line)s a quotation mark opens a text that does not end. Double the mark inside texts, then try again."
    )


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file that was looked through once: how to read it, what its columns are called, how many lines it may have."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    lines: int
    digest: str

    def rows(self, *, skip: int = 0) -> Iterator[Line]:
        """Read the lines below the header, each with the number its first line has in the file. Raises BrokenQuotes."""
        csv.field_size_limit(_LONGEST_CELL)
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            before = 0
            try:
                next(reader, None)
                for _ in islice(reader, skip):
                    pass
                before = reader.line_num
                for cells in reader:
                    yield before + 1, cells
                    before = reader.line_num
            except csv.Error as wrong:
                raise BrokenQuotes(line=before + 1) from wrong


def look_through(path: Path, *, encoding: str, knows: Callable[[str], bool]) -> CsvFile:
    """Find out how to read a file. `knows` tells whether a column of that name is understood.

    Raises UnreadableText, WrongEncoding, NoLines, BrokenQuotes.
    """
    chosen, lines, digest = _measure(path, encoding)
    with path.open(encoding=chosen, newline="") as file:
        head = file.readline(_LONGEST_CELL)
    if not head.strip("\ufeff\r\n ,;\t"):
        raise NoLines
    header, delimiter = max(
        ((_split(head, delimiter), delimiter) for delimiter in DELIMITERS),
        key=lambda split: (sum(map(knows, split[0])), len(split[0])),
    )
    return CsvFile(path, chosen, delimiter, tuple(header), lines, digest)


def _split(head: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip().strip("\ufeff") for cell in next(csv.reader([head], delimiter=delimiter), [])]
    except csv.Error as wrong:
        raise BrokenQuotes(line=1) from wrong


def _measure(path: Path, wanted: str) -> tuple[str, int, str]:
    """Read all of the file once, in pieces: its encoding, its lines below the header, its digest."""
    digest, lines, tail = hashlib.sha256(), 0, b"\n"
    judge = _Judge(wanted)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            lines += piece.count(b"\n")
            judge.hear(piece)
            tail = piece[-1:]
    return judge.verdict(), max(0, lines - (tail == b"\n")), digest.hexdigest()


class _Judge:
    """Hears a file piece by piece and says which encoding it has."""

    def __init__(self, wanted: str) -> None:
        self._wanted = wanted
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._named = codecs.getincrementaldecoder(wanted)() if wanted else None
        self._marked = ""
        self._is_first = True
        self._could_be_turkish = True

    def hear(self, piece: bytes) -> None:
        """Take the next piece into account."""
        if self._is_first:
            self._marked = next((name for mark, name in _MARKS if piece.startswith(mark)), "")
            self._is_first = False
        if self._named is not None:
            self._try_named(piece)
        elif self._utf8 is not None and not self._is_utf8(piece) and b"\x00" in piece:
            self._could_be_turkish = False
        if self._utf8 is None and self._could_be_turkish:
            self._could_be_turkish = _looks_turkish(piece)

    def verdict(self) -> str:
        """Return the encoding. Raises UnreadableText, WrongEncoding."""
        if self._wanted:
            return "utf-8-sig" if self._wanted == "utf-8" else self._wanted
        if self._marked:
            return self._marked
        if self._utf8 is not None and self._is_utf8(b"", final=True):
            return "utf-8"
        if not self._could_be_turkish:
            raise UnreadableText
        return "windows-1254"

    def _try_named(self, piece: bytes) -> None:
        try:
            if self._named is not None:
                self._named.decode(piece)
        except UnicodeDecodeError as wrong:
            raise WrongEncoding(encoding=self._wanted) from wrong

    def _is_utf8(self, piece: bytes, *, final: bool = False) -> bool:
        try:
            if self._utf8 is not None:
                self._utf8.decode(piece, final)
        except UnicodeDecodeError:
            self._utf8 = None
            return False
        return True


def _looks_turkish(piece: bytes) -> bool:
    """Tell whether bytes can be Windows-1254: they all have a letter there, and no word consists of them."""
    try:
        piece.decode("windows-1254")
    except UnicodeDecodeError:
        return False
    return _longest_run(piece) < _RUN_OF_LETTERS and b"\x00" not in piece and not _BROKEN_UTF8.search(piece)


def _longest_run(piece: bytes) -> int:
    high = piece.translate(_HIGH).split(b" ")
    return max(map(len, high), default=0)


_HIGH = bytes(0x78 if value >= 0x80 else 0x20 for value in range(256))


def digest(path: Path) -> str:
    """Return what tells a file's content from any other."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def harmless(cell: str) -> str:
    """Write a cell so that a spreadsheet does not take it for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
