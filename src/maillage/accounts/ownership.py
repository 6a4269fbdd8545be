"""Three fences around rows: each model says whose its rows are, and private rows are read within a scope or not at all."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from maillage.accounts.types import Scope


class ScopeMissing(RuntimeError):
    """Private rows were asked for without saying on whose behalf."""


class Global(models.Model):
    """Rows that belong to nobody and may be read by all: taxonomies, caches, counters."""

    class Meta:
        abstract = True


class ScopedQuerySet[M: models.Model](models.QuerySet[M]):
    """Refuses to touch rows until `.within(scope)` or `.across_scopes(reason=…)`."""

    _is_scoped = False

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]  # Django has it, its types do not
        clone._is_scoped = self._is_scoped
        return clone

    def within(self, scope: Scope) -> Self:
        raise NotImplementedError  # each kind of ownership says what a scope holds

    def across_scopes(self, *, reason: str) -> Self:
        """Read everybody's rows. The architecture tests list every use with its reason."""
        if not reason:
            raise ScopeMissing("across_scopes needs a reason")
        return self._marked()

    def _marked(self) -> Self:
        clone = self._clone()
        clone._is_scoped = True
        return clone

    def _demand_scope(self) -> None:
        if not self._is_scoped:
            raise ScopeMissing(f"{self.model.__name__}: say .within(scope) first")

    def _fetch_all(self) -> None:
        self._demand_scope()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[M]:
        self._demand_scope()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._demand_scope()
        return super().count()

    def exists(self) -> bool:
        self._demand_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()

    def explain(self, *args: Any, **kwargs: Any) -> str:
        self._demand_scope()
        return super().explain(*args, **kwargs)

    def aiterator(self, *args: Any, **kwargs: Any) -> AsyncIterator[M]:
        self._demand_scope()
        return super().aiterator(*args, **kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        self._demand_scope()
        return super().raw(*args, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """Guard the use inside another query: `filter(pk__in=rows)`."""
        self._demand_scope()
        return super().resolve_expression(*args, **kwargs)

    def in_bulk(self, *args: Any, **kwargs: Any) -> dict[Any, M]:
        self._demand_scope()
        return super().in_bulk(*args, **kwargs)


class OrganizationQuerySet[M: models.Model](ScopedQuerySet[M]):
    def within(self, scope: Scope) -> Self:
        """Keep the rows of the scope's organizations; network staff see all."""
        if scope.is_network:
            return self._marked()
        return self.filter(organization_id__in=scope.organization_ids)._marked()


class NetworkQuerySet[M: models.Model](ScopedQuerySet[M]):
    def within(self, scope: Scope) -> Self:
        """Keep the network's rows for its staff, none for others."""
        return self._marked() if scope.is_network else self.none()._marked()


class OrganizationOwned(models.Model):
    """Private rows of one organization, its tenant.

    Each subclass declares `organization` itself where the key is special; this one is the ordinary form.
    """

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")

    if TYPE_CHECKING:  # rows come back as their own class: the stubs cannot tell for an inherited manager
        objects: ClassVar[Any]
    else:
        objects = OrganizationQuerySet.as_manager()

    class Meta:
        abstract = True


class NetworkOwned(models.Model):
    """Private rows of the network's office."""

    if TYPE_CHECKING:
        objects: ClassVar[Any]
    else:
        objects = NetworkQuerySet.as_manager()

    class Meta:
        abstract = True
