"""The script of `docs/how-to` orders, follows and cancels by curl alone, against a server that listens."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "docs" / "how-to" / "commander.sh"
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")


@pytest.mark.django_db(transaction=True)
def test_an_order_by_curl_alone(live_server, bikes, slot, credentials):
    from maillage.delivery.models import Delivery

    told = {"CLIENT_ID": credentials.client_id, "CLIENT_SECRET": credentials.client_secret, "ANNULER": "1"}

    def run(address, **changes):
        environment = {**os.environ, "URL": f"{live_server.url}/", "LC_ALL": "C.UTF-8", **told, **changes}
        return subprocess.run(
            ["sh", SCRIPT, address], env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    done = run("3 avenue de la République, 06240 Beausoleil")
    assert done.returncode == 0, done.stderr
    made = Delivery.objects.across_scopes(reason="a test").get()
    assert f"/api/deliveries/{made.number}\n" in done.stdout
    assert f"/pub/d/{made.tracking_key}\n" in done.stdout
    assert done.stdout.endswith("204\n")
    assert {task.state for task in made.tasks.across_scopes(reason="a test")} == {"CANCELLED"}

    nowhere = run('chez "Nina", nulle part zzz')
    assert nowhere.returncode == 1
    assert 'chez \\"Nina\\"' in nowhere.stderr
    assert run("x", CLIENT_SECRET="wrong").returncode == 1
