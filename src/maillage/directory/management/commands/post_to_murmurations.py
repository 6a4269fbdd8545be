from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from maillage.accounts.types import Actor
from maillage.directory.integrations.murmurations import configured_index
from maillage.directory.services import murmurations
from maillage.kit.errors import DomainError


class Command(BaseCommand):
    help = "Post the profiles of consenting organizations to the index named by MAILLAGE_MURMURATIONS_INDEX."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = murmurations.post_profiles(
                actor=Actor.system(reason="the host's command"), index=configured_index(), now=timezone.now()
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"posted {report.posted}, unchanged {report.unchanged}, withdrawn {report.withdrawn}, failed {len(report.failed)}"
        )
        for address, reason in report.failed.items():
            self.stderr.write(f"{address}: {reason}")
        if report.failed:
            raise CommandError("Some profiles could not be posted.")
