"""One page of text as a PDF: the fewest objects that a reader needs, and a table of where they lie.

PDF 1.4 (ISO 32000-1, §7.5): header, objects, cross-reference table, trailer.
"""

from __future__ import annotations

from collections.abc import Sequence

_WIDE, _HIGH = 595, 842  # A4, in points
_MARGIN = 50
_LEADING = 14
_MOST_LINES = (_HIGH - 2 * _MARGIN) // _LEADING - 2


def page(title: str, lines: Sequence[str]) -> bytes:
    """A page with a title and lines of text; lines that do not fit are counted on the last one."""
    shown = list(lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        shown[-1] = f"and {len(lines) - _MOST_LINES + 1} more"
    text = [b"BT", f"/F1 16 Tf {_LEADING} TL {_MARGIN} {_HIGH - _MARGIN} Td".encode()]
    text += [b"(" + _escaped(title) + b") Tj", b"/F1 9 Tf T*"]
    text += [b"T* (" + _escaped(line) + b") Tj" for line in shown]
    content = b"\n".join([*text, b"ET"])
    return _document(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDE} {_HIGH}] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R >> >> >>".encode(),
            f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
        ]
    )


def _escaped(text: str) -> bytes:
    """A literal string; what the font's encoding lacks, and controls, are question marks."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text)
    raw = plain.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _document(objects: Sequence[bytes]) -> bytes:
    whole = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    places: list[int] = []
    for at, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += f"{at} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(whole)
    table = [b"0000000000 65535 f \n", *(f"{place:010d} 00000 n \n".encode() for place in places)]
    whole += f"xref\n0 {len(table)}\n".encode() + b"".join(table)
    trailer = f"trailer\n<< /Size {len(table)} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return whole + trailer.encode()
