"""QR codes as PNG, in pure Python."""

import io

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
