"""The document boxes of the demonstration: specimens, marked as such."""

from maillage.matching.rules.document_box import PaperKind

# How boxes are filled, one after the other: the kinds held and how many days ago each was issued.
BOXES: tuple[dict[PaperKind, int], ...] = (
    {
        PaperKind.VIGILANCE: 168,
        PaperKind.REGISTRATION: 40,
        PaperKind.LIABILITY: 200,
        PaperKind.BANK: 400,
        PaperKind.LABEL: 300,
    },
    {
        PaperKind.VIGILANCE: 20,
        PaperKind.REGISTRATION: 12,
        PaperKind.LIABILITY: 90,
        PaperKind.TAX: 15,
        PaperKind.BANK: 90,
    },
    {PaperKind.LIABILITY: 310, PaperKind.REGISTRATION: 80},
    {},
    {PaperKind.VIGILANCE: 60, PaperKind.LIABILITY: 30, PaperKind.DECENNIAL: 30, PaperKind.BANK: 500},
)
DEMO_BOXES = 60


def specimen(title: str, /) -> bytes:
    """Give a PDF of one page that says that it is none: plain enough to be written by hand (ISO 32000-1, 7.5)."""
    said = title.encode("cp1252", "replace").replace(b"\\", b"").replace(b"(", b"\\(").replace(b")", b"\\)")
    text = b"BT /F1 24 Tf 72 720 Td (SPECIMEN) Tj /F1 14 Tf 0 -40 Td (" + said + b") Tj ET"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end
