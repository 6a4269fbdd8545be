"""The words of the document box as people read them."""

from django.utils.translation import gettext_lazy as _

from maillage.matching.rules.document_box import Order, PaperKind, PaperState

PAPER_LABELS = {
    PaperKind.VIGILANCE: _("Certificate of vigilance (Urssaf or MSA)"),
    PaperKind.REGISTRATION: _("Registration extract (Kbis, RNE or Sirene)"),
    PaperKind.LIABILITY: _("Professional liability insurance"),
    PaperKind.DECENNIAL: _("Ten-year building insurance"),
    PaperKind.TAX: _("Tax certificate"),
    PaperKind.BANK: _("Bank details"),
    PaperKind.LABEL: _("Label or approval"),
    PaperKind.OTHER: _("Other paper"),
}
# Where each comes from, and for how long it is good.
PAPER_HINTS = {
    PaperKind.VIGILANCE: _("From your Urssaf or MSA account. Good for six months; any buyer must ask for it from 5,000 € excl. VAT."),
    PaperKind.REGISTRATION: _("Kbis, extract of the national register of companies, or Sirene notice. Buyers take it for three months."),
    PaperKind.LIABILITY: _("From your insurer, each year."),
    PaperKind.DECENNIAL: _("From your insurer, each year, if you do building works."),
    PaperKind.TAX: _("From your account on impots.gouv.fr. Good until the end of the year; public buyers ask for it."),
    PaperKind.BANK: _("From your bank (RIB): public buyers ask for it with the answer."),
    PaperKind.LABEL: _("ESUS approval, RGE, Qualiopi, organic, B Corp…"),
    PaperKind.OTHER: _("Anything else that buyers ask you for."),
}  # fmt: skip
STATE_TONES = {
    PaperState.CURRENT: "success",
    PaperState.SOON: "warning",
    PaperState.EXPIRED: "danger",
    PaperState.REPLACED: "neutral",
    PaperState.REMOVED: "neutral",
    PaperState.MISSING: "neutral",
}
ORDER_TONES = {Order.IN_ORDER: "success", Order.PARTLY: "warning", Order.NOTHING: "neutral"}
