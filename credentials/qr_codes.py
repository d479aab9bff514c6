"""QR codes as PNG or SVG, in pure Python."""

import io
from collections.abc import Iterator, Sequence
from itertools import groupby

import qrcode
from qrcode.image.pure import PyPNGImage

BOX = 4
QUIET_ZONE = 4


def png(text: str) -> bytes:
    """The QR code of a text, with the quiet zone that scanners want."""
    code = qrcode.QRCode(box_size=BOX, border=QUIET_ZONE, image_factory=PyPNGImage)
    code.add_data(text)
    image = io.BytesIO()
    code.make_image().save(image)
    return image.getvalue()


def svg(text: str) -> str:
    """The QR code of a text as an SVG element of dark squares on white, sharp at any size.

    It has no name: what stands around it says what it is. A run of squares is one rectangle, so
    that it is half as long as what the qrcode package writes: a class prints two hundred.
    """
    code = qrcode.QRCode(box_size=1, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    runs = [
        f"M{start} {y}h{len(run)}v1H{start}z"
        for y, row in enumerate(rows)
        for start, run in _dark_runs(row)
    ]
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" aria-hidden="true">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{"".join(runs)}"/></svg>'
    )


def _dark_runs(row: Sequence[bool | None]) -> Iterator[tuple[int, list[int]]]:
    """Where each run of dark modules begins, and its columns."""
    for dark, run in groupby(range(len(row)), key=lambda x: bool(row[x])):
        columns = list(run)
        if dark:
            yield columns[0], columns
