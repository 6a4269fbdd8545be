from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from maillage.matching.forms.money import EurosField


@pytest.mark.parametrize("typed", ["8200.50", "8 200,50", "8\u202f200,50 €", "8,200.50", "8.200,50", "€8200,5"])
def test_an_amount_is_read_as_people_type_it(typed):
    assert EurosField().clean(typed) == Decimal("8200.50")


@pytest.mark.parametrize("typed", ["cher", "-1", "12,345", "1e12", "٣,٥x", ""])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValidationError):
        EurosField().clean(typed)
