"""The fictional network of the demonstration, written into an instance."""

from maillage.directory.services.demo_loading.loading import DEMO_PASSWORD, DemoReport, NotEmpty, load_demo, reset_demo

__all__ = ["DEMO_PASSWORD", "DemoReport", "NotEmpty", "load_demo", "reset_demo"]
