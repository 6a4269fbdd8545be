"""Rules of prices tried on a delivery that nobody makes."""

from datetime import datetime

from maillage.delivery.models import Package, Store
from maillage.delivery.queries.set_up import rule_set
from maillage.delivery.rules.expressions import PackageCount, Packages
from maillage.delivery.rules.parcels import Load
from maillage.delivery.rules.pricing import with_vat
from maillage.delivery.services.deliveries import drafted, planned
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.prices import priced
from maillage.delivery.services.quotes import Quote
from maillage.delivery.types import DeliveryActor, DeliveryGiven, TaskGiven


def try_rules(*, actor: DeliveryActor, rule_set_id: int, given: DeliveryGiven, now: datetime) -> Quote:
    """Price a delivery of no store by a set of rules, writing nothing.

    Raises: NotAllowed, NotFound, OrderRefused (an address that is not found, times that cannot be).
    """
    require_dispatcher(actor)
    tried = rule_set(actor=actor, rule_set_id=rule_set_id)
    plan = planned(actor=actor, given=given, now=now)
    delivery, tasks = drafted(plan, given=given, actor=actor)
    units = _units(actor)
    store = Store(organization_id=actor.organization_id, rule_set_id=tried.pk)
    found = priced(
        delivery=delivery, tasks=tasks, loads=[_load(task, units) for task in given.tasks], store=store, now=now
    )
    total, rate = found.total_cents, plan.service.vat_basis_points
    amounts = with_vat(total, rate_bp=rate, is_included=True) if total is not None else None
    return Quote(found, amounts, plan.ride, plan.service)


def _units(actor: DeliveryActor) -> dict[str, int]:
    return dict(Package.objects.within(actor.scope).values_list("name", "volume_units"))


def _load(task: TaskGiven, units: dict[str, int]) -> Load:
    counts = tuple(PackageCount(one.name, one.quantity, units.get(one.name, 1)) for one in task.parcels)
    return Load(task.type.value, task.weight_g, Packages(counts))
