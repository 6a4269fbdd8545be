from django.db import migrations

# What is said on the channel names things by their ids alone: whoever hears it reads what it may.
FORWARD = """
create function stream_say_fact() returns trigger language plpgsql as $$
begin
    perform pg_notify('maillage_facts', json_build_object(
        'id', new.id, 'verb', new.verb, 'type', new.object_type, 'object', new.object_id, 'organization', new.organization_id
    )::text);
    return null;
end $$;
create trigger fact_is_said after insert on stream_fact for each row execute function stream_say_fact();
"""
BACKWARD = """
drop trigger fact_is_said on stream_fact;
drop function stream_say_fact();
"""


class Migration(migrations.Migration):
    dependencies = [("stream", "0002_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
