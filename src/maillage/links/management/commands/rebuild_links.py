"""`maillage manage rebuild_links`: read the mesh anew from profiles and from the stream."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from maillage.links.services.rebuilding import rebuild_links
from maillage.stream.registry import registry


class Command(BaseCommand):
    help = "Read links anew from the references of profiles and the recorded facts; safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        names = [one.name for one in registry.all() if one.name.startswith("links.jobs.note_")]
        pairs = rebuild_links(subscribers=names, today=timezone.localdate())
        self.stdout.write(f"{pairs} pairs of organizations are linked.")
