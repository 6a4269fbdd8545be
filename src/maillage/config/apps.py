from django.apps import AppConfig


class MaillageConfig(AppConfig):
    """The assembled platform: binds subscribers to events once every app is ready; dates as French writes them."""

    name = "maillage.config"
    label = "config"

    def ready(self) -> None:
        from maillage.config.wiring import wire
        from maillage.kit.french_dates import write_first_days

        wire()
        write_first_days()
