from django.apps import AppConfig


class MaillageConfig(AppConfig):
    """The assembled platform: binds subscribers to events once every app is ready."""

    name = "maillage.config"
    label = "config"

    def ready(self) -> None:
        from maillage.config.wiring import wire

        wire()
