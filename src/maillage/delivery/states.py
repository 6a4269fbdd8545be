"""Which states may follow which."""

from maillage.delivery.types import HandOverState, OrderState, TaskState
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

# A hand-over that was accepted follows the order of its delivery: cancelled with it, and taken up again with it.
HAND_OVER_MOVES = Moves(
    {
        HandOverState.PROPOSED: {
            HandOverState.ACCEPTED, HandOverState.DECLINED, HandOverState.WITHDRAWN, HandOverState.EXPIRED,
        },
        HandOverState.ACCEPTED: {HandOverState.RETURNED, HandOverState.DONE, HandOverState.CANCELLED},
        HandOverState.CANCELLED: {HandOverState.ACCEPTED, HandOverState.DONE},
    }
)  # fmt: skip

COMPLETED_STATES = (TaskState.DONE, TaskState.FAILED)
OPEN_STATES = (TaskState.TODO, TaskState.DOING)
