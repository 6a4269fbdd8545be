from django.db import migrations

FORWARD = """
create function stream_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger fact_is_append_only before update or delete on stream_fact
    for each row execute function stream_refuse_change();
create trigger state_move_is_append_only before update or delete on stream_statemove
    for each row execute function stream_refuse_change();
"""
BACKWARD = """
drop trigger fact_is_append_only on stream_fact;
drop trigger state_move_is_append_only on stream_statemove;
drop function stream_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("stream", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
