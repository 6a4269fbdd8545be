"""Arrays as one parameter: what PostgreSQL reads is what was given."""

import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from maillage.kit.arrays import text_array, uuid_array

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


def read_back(written, kind):
    with connection.cursor() as cursor:
        cursor.execute(f"select %s::{kind}[]", [written])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TEXTS, max_size=6))
@example(["NULL", "", " a ", "{b}", "c,d", 'e"f', "g\\h", "i'j", "%s", "é\n"])
@example([])
def test_texts_come_back(texts):
    assert read_back(text_array(texts), "text") == texts


@pytest.mark.django_db
def test_identifiers_come_back():
    ids = [uuid.UUID(int=number * 7**40) for number in range(4)]

    assert read_back(uuid_array(ids), "uuid") == ids
    assert read_back(uuid_array(iter(())), "uuid") == []
