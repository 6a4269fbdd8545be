"""Labels that files bring: found by slug, created when the network does not know them yet."""

from collections.abc import Iterable

from django.utils.text import slugify

from maillage.directory.importing.kinds import LABEL_NAMES
from maillage.directory.models import Label


class LabelIds:
    """Ids of labels by the word that a file has for them, remembered during an import."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, words: Iterable[str], /) -> dict[str, int]:
        """Give the id of each word's label."""
        asked = set(words)
        for word in sorted(asked - self._known.keys()):
            self._known[word] = self._find(word)
        return {word: self._known[word] for word in asked}

    def _find(self, word: str) -> int:
        slug = word if word in LABEL_NAMES else slugify(word)[:60] or "label"
        french, english = LABEL_NAMES.get(slug, (word[:120], word[:120]))
        label, _is_new = Label.objects.get_or_create(slug=slug, defaults={"name_fr": french, "name_en": english})
        return label.pk

    def forget(self) -> None:
        """Forget what a rolled-back transaction may have created."""
        self._known.clear()
