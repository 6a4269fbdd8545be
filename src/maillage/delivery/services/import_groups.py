"""Tasks of one file, gathered under one name."""

from maillage.delivery.models import ApiImport, OrderImport, OrderImportRow, Task

_REASON = "the tasks that a file has made"


def gather_import(made: OrderImport) -> None:
    """Put the tasks of a program's file that are in no group into the file's own."""
    queue: ApiImport | None = ApiImport.objects.across_scopes(reason=_REASON).filter(order_import=made).first()
    if queue is None or queue.group_id is None:
        return
    rows = OrderImportRow.objects.across_scopes(reason=_REASON).filter(order_import=made).exclude(task=None)
    tasks = Task.objects.across_scopes(reason=_REASON)
    tasks.filter(pk__in=rows.values("task_id"), group=None).update(group_id=queue.group_id)
