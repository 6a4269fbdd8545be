"""Which states may follow which."""

from maillage.delivery.types import OrderState, TaskState
from maillage.kit.moves import Moves

_COMPLETED = {TaskState.DONE, TaskState.FAILED}

# A failed or cancelled task may be taken up again by a dispatcher; what was done stays done.
TASK_MOVES = Moves(
    {
        TaskState.TODO: {TaskState.DOING, TaskState.CANCELLED, *_COMPLETED},
        TaskState.DOING: {TaskState.TODO, TaskState.CANCELLED, *_COMPLETED},
        TaskState.FAILED: {TaskState.TODO},
        TaskState.CANCELLED: {TaskState.TODO},
    }
)

ORDER_MOVES = Moves(
    {
        OrderState.NEW: {OrderState.ACCEPTED, OrderState.CANCELLED, OrderState.REFUSED, OrderState.FULFILLED},
        OrderState.ACCEPTED: {OrderState.CANCELLED, OrderState.FULFILLED},
        OrderState.CANCELLED: {OrderState.ACCEPTED},
    }
)

COMPLETED_STATES = (TaskState.DONE, TaskState.FAILED)
OPEN_STATES = (TaskState.TODO, TaskState.DOING)
