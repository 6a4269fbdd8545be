from maillage.web.queries.notifications import ShownNotification, export_of_person, notifications_of, unread_count

__all__ = ["ShownNotification", "export_of_person", "notifications_of", "unread_count"]
