"""Several PDF files of our own making as one: pages one after the other, each part as it was.

It refuses files of other programs: it knows PDF 1.4 as typst writes it, with a plain table of
objects, one generation, and no object inside a stream.
"""

import re
from collections.abc import Sequence
from hashlib import sha256

_ROOT = re.compile(rb"/Root (\d+) 0 R")
_SIZE = re.compile(rb"/Size (\d+)")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")
_REFERENCE = re.compile(rb"(?<![\w.])(\d+) 0 R(?!\w)")
_INFO = re.compile(rb"/Info (\d+) 0 R")
_ROW_BYTES = 20
"""Length of one row of the table of objects (ISO 32000-1, 7.5.4)."""

OUR_OBJECTS = 2
"""Objects before those of the parts: the catalogue and the root of all pages."""


class _Part:
    """One file, its objects to be renumbered by `shift`."""

    def __init__(self, body: bytes, shift: int) -> None:
        self._body, self._shift = body, shift
        table = int(body[body.rindex(b"startxref") + 9 :].split()[0])
        trailer = body[body.index(b"trailer", table) :]
        self.size = _number(_SIZE, trailer)
        self.info = _number(_INFO, trailer) + shift
        self._at = _offsets(body, table, self.size)
        self._ends = dict(zip(sorted(self._at), [*sorted(self._at)[1:], table], strict=True))
        self._pages = _number(_PAGES, self._object(_number(_ROOT, trailer)))
        self.pages_root = self._pages + shift
        self.count = _number(_COUNT, self._object(self._pages))

    def objects(self) -> list[bytes]:
        """Every object but number 0, with its new number."""
        return [self._renumbered(number) for number in range(1, self.size)]

    def _object(self, number: int) -> bytes:
        at = self._at[number - 1]
        return self._body[at : self._ends[at]].strip() + b"\n"

    def _renumbered(self, number: int) -> bytes:
        # What a stream holds is its own; only what stands before it speaks of objects.
        head, stream, rest = self._object(number).partition(b"stream\n")
        _, _, inner = head.partition(b" obj")
        moved = _REFERENCE.sub(lambda found: b"%d 0 R" % (int(found[1]) + self._shift), inner)
        if number == self._pages:
            moved = moved.replace(b"<<", b"<</Parent 2 0 R", 1)
        return b"%d 0 obj%s%s%s" % (number + self._shift, moved, stream, rest)


def _offsets(body: bytes, table: int, size: int) -> list[int]:
    rows = body[body.index(b"0000000000", table) :]
    each = [rows[at : at + _ROW_BYTES] for at in range(_ROW_BYTES, size * _ROW_BYTES, _ROW_BYTES)]
    assert all(row[17:18] == b"n" for row in each), "typst leaves no object free"
    return [int(row[:10]) for row in each]


def joined(parts: Sequence[bytes]) -> bytes:
    """One PDF of them all, in their order; the date is that of the first."""
    taken, shift = list[_Part](), OUR_OBJECTS
    for body in parts:
        taken.append(_Part(body, shift))
        shift += taken[-1].size - 1
    kids = b" ".join(b"%d 0 R" % part.pages_root for part in taken)
    count = sum(part.count for part in taken)
    objects = [
        b"1 0 obj\n<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>\nendobj\n",
        b"2 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (count, kids),
    ]
    for part in taken:
        objects += part.objects()
    return _written(objects, taken[0].info)


def _written(objects: Sequence[bytes], info: int) -> bytes:
    head = b"%PDF-1.4\n%\x80\x80\x80\x80\n"
    rows, at = [b"0000000000 65535 f \n"], len(head)
    for one in objects:
        rows.append(b"%010d 00000 n \n" % at)
        at += len(one)
    body = b"".join((head, *objects))
    identity = sha256(body).hexdigest()[:32].encode()
    return b"".join(
        (
            body,
            b"xref\n0 %d\n" % len(rows), *rows,
            b"trailer\n<</Size %d/Root 1 0 R/Info %d 0 R/ID[<%s><%s>]>>\n"
            % (len(rows), info, identity, identity),
            b"startxref\n%d\n%%%%EOF\n" % at,
        )
    )  # fmt: skip


def _number(shape: re.Pattern[bytes], text: bytes) -> int:
    found = shape.search(text)
    assert found is not None, "not a PDF as typst writes it"
    return int(found[1])
