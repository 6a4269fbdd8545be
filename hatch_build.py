"""Build hooks: dependencies from requirements/base.in, translations compiled into the package."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent


class RequirementsHook(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        lines = (ROOT / "requirements" / "base.in").read_text().splitlines()
        metadata["dependencies"] = [line for line in lines if line and not line.startswith("#")]


class TranslationsHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        for source in sorted((ROOT / "src" / "maillage").rglob("locale/*/LC_MESSAGES/django.po")):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))


def get_metadata_hook() -> type[MetadataHookInterface]:
    return RequirementsHook


def get_build_hook() -> type[BuildHookInterface]:
    return TranslationsHook
