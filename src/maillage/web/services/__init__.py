from maillage.web.services.notifications import erase_person, forget_old_notifications, mark_read, notify

__all__ = ["erase_person", "forget_old_notifications", "mark_read", "notify"]
