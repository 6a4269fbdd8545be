"""The life of an instance, with its real processes: served, guarded, killed, recovered, saved, restored."""

import os
import re
import signal

import pytest

from tests.cli.instances import free_port, wait_until

pytestmark = pytest.mark.slow

TABLE = """\
Nom;SIRET;Adresse;Code postal;Commune;Activité;Site web;Courriel
Imprimerie du Canal;;12 quai de la Daurade;31000;Toulouse;Imprimerie;https://imprimerie-canal.example;contact@imprimerie-canal.example
Les Vélos Solidaires;;3 rue des Lilas;69100;Villeurbanne;Livraison à vélo;;bonjour@velos-solidaires.example
;;1 place de la Mairie;35000;Rennes;Traiteur;;
"""
PICTURE = bytes(range(256)) * 400


def test_an_instance_is_served_used_saved_stopped_and_restored(new_instance, tmp_path):
    instance = new_instance("first")
    run = instance.serve("run", "--no-demo")

    # Every asset that the first page names is served.
    assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', instance.get("/")[1].decode()))
    assert assets
    assert {path for path in assets if instance.status(path) != 200} == set()

    # A second one on the same data says so; the first goes on.
    second = instance.command("run")
    assert second.returncode == 1
    assert f"already runs on {instance.home} (process {run.process.pid})" in second.stderr
    assert f"http://127.0.0.1:{instance.port}" in second.stderr
    elsewhere = instance.command("run", MAILLAGE_PORT=str(free_port()))
    assert f"Open http://127.0.0.1:{instance.port}," in elsewhere.stderr
    assert instance.status("/health") == 200

    # People, tokens and files, without a browser.
    added = instance.command(
        "user", "add", "gabriel@maillage.example", "--password-stdin", "--role", "admin", typed="un mot de passe long\n"
    )
    assert (added.returncode, added.stdout) == (0, "gabriel@maillage.example (admin)\n"), added.stderr
    token = instance.command("token", "create", "gabriel@maillage.example", "--scope", "directory:read")
    assert token.returncode == 0, token.stderr
    assert instance.get("/api/v1/organizations", Authorization=f"Bearer {token.stdout.strip()}")[0] == 200
    assert instance.get("/api/v1/organizations", Authorization=f"Bearer {token.stdout.strip()}x")[0] == 401
    table = tmp_path / "structures.csv"
    table.write_text(TABLE)
    imported = instance.command("import", str(table), "--json")
    assert imported.returncode == 0, imported.stderr
    assert '"created": 2' in imported.stdout
    noise = tmp_path / "bruit.csv"
    noise.write_bytes(bytes(range(256)) * 80)
    refused = instance.command("import", str(noise))
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False), refused.stderr
    assert refused.stderr.startswith("Error: ")
    picture = instance.home / "media" / "photos" / "façade.webp"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(PICTURE)

    # All is well, and doctor says so.
    examined = instance.command("doctor")
    assert examined.returncode == 0, examined.stdout
    assert f"Web: answers on port {instance.port}" in examined.stdout
    assert "Migrations: all applied" in examined.stdout
    assert re.search(r"OK +Worker: heard", examined.stdout)
    assert "ERROR" not in examined.stdout

    # A backup of the instance that runs and works, then Ctrl-C.
    archive = tmp_path / "first.maillage"
    with instance.session() as session:  # another program's temporary table is nobody else's to read
        session.execute("create temporary table beside as select 1 as number")
        saved = instance.command("backup", str(archive))
    assert saved.returncode == 0, saved.stderr
    assert run.stop(signal.SIGINT) == 0, run.said()
    assert run.said().endswith("Stopping…\nStopped.\n")
    assert instance.processes() == []
    assert not (instance.home / "postgres" / "postmaster.pid").exists()
    assert (instance.home / "postgres" / "autoprewarm.blocks").exists()  # read at the next start

    # Restored elsewhere, nothing is lost; what stands there is not replaced unasked.
    copy = new_instance("second")
    restored = copy.command("restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    before, after = instance.rows(), copy.rows()
    living = {
        name for name in before if name.startswith("public.procrastinate_")
    }  # the worker went on after the backup
    assert {name: after.get(name) for name in before.keys() - living} == {
        name: before[name] for name in before.keys() - living
    }
    assert (after["public.accounts_organization"], after["public.accounts_user"]) == (2, 1)
    assert (copy.home / "media" / "photos" / "façade.webp").read_bytes() == PICTURE
    rejects = [path.relative_to(instance.home) for path in (instance.home / "imports").rglob("*") if path.is_file()]
    assert rejects
    assert all((copy.home / path).read_bytes() == (instance.home / path).read_bytes() for path in rejects)
    refused = copy.command("restore", str(archive))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert copy.processes() == []


def test_what_was_killed_recovers_and_parts_run_alone(new_instance):
    instance = new_instance("killed")

    # Alone on an empty home: database, tables and static files are made first.
    web = instance.serve("web")
    sheets = re.findall(r'href="(/static/[^"#]+\.css)', instance.get("/")[1].decode())
    assert [instance.status(path) for path in sheets] == [200] * len(sheets) != []
    worker = instance.start("worker")
    wait_until(lambda: instance.rows()["public.procrastinate_workers"] == 1, seconds=60, what=f"a worker; {worker.log}")
    assert web.stop(signal.SIGTERM) == 0, web.said()
    assert (instance.home / "postgres" / "postmaster.pid").exists()  # the worker still needs it
    assert worker.stop(signal.SIGTERM) == 0, worker.said()
    assert instance.processes() == []

    run = instance.serve("run", "--no-demo")
    typed = "un mot de passe long\n"
    assert instance.command("user", "add", "elise@maillage.example", "--password-stdin", typed=typed).returncode == 0
    instance.kill_everything()
    assert run.process.returncode == -signal.SIGKILL
    assert (instance.home / "postgres" / "postmaster.pid").exists()  # nobody tidied up

    # As if killed between the tables and what goes with them.
    (instance.home / "prepared").unlink()
    (instance.home / "static" / ".stamp").unlink()
    again = instance.serve("run", "--no-demo")
    assert instance.rows()["public.accounts_user"] == 1
    assert instance.rows()["public.directory_sector"] > 0

    # The database alone is killed: it comes back, and the pages with it.
    recorded = instance.home / "postgres" / "postmaster.pid"
    killed = recorded.read_text().split()[0]
    os.kill(int(killed), signal.SIGKILL)
    wait_until(lambda: recorded.exists() and recorded.read_text().split()[0] != killed, seconds=30, what=again.said())
    wait_until(lambda: instance.status("/annuaire/") == 200, seconds=30, what=again.said())
    assert "PostgreSQL stopped by itself; starting it again." in again.said()
    assert again.stop(signal.SIGTERM) == 0, again.said()
    assert instance.processes() == []
