"""Rows of the search that hold everything but their words, which stand beside: thousands of them are read for a page.

PostgreSQL moves a column out of line only in rows above 2 kB. The padding brings every row above it, weighs 30 bytes once
compressed, and is not dumped, since it is generated. With words inside, a million rows take 1.2 GB, and 0.4 GB without.
"""

from django.db import migrations

NARROW = """
alter table directory_search_document set (toast_tuple_target = 512);
alter table directory_search_document alter facets set storage main, alter document set storage external;
alter table directory_search_document add padding text generated always as (repeat(' ', 2000)) stored;
"""
WIDE = """
alter table directory_search_document drop padding;
alter table directory_search_document alter facets set storage extended, alter document set storage extended;
alter table directory_search_document reset (toast_tuple_target);
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0040_search_abilities")]
    operations = [migrations.RunSQL(NARROW, WIDE)]
