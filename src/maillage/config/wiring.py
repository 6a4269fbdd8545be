"""Every indirect flow of the platform on one page: who listens to what."""

from maillage.stream.registry import registry


def wire() -> None:
    """Bind subscribers to events; called once, when every app is ready."""
    if registry.all():
        return
