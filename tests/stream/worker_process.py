"""One real worker, with short heartbeats and no pause between attempts. Run by the tests, killed by them."""

import asyncio
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.stream.worker_settings"


def main() -> None:
    import django

    django.setup()
    from procrastinate import RetryStrategy
    from procrastinate.contrib.django import app

    from maillage.stream import jobs
    from tests.stream.bakery import open_bakery

    open_bakery()
    jobs.STALLED_AFTER_S = jobs.FORGOTTEN_AFTER_S = 1.0
    app.tasks[jobs.DELIVERY_TASK].retry_strategy = RetryStrategy(max_attempts=jobs.MAX_ATTEMPTS, wait=0)

    async def work() -> None:
        async with app.open_async():
            await app.run_worker_async(
                concurrency=2,
                update_heartbeat_interval=0.2,
                fetch_job_polling_interval=0.2,
                delete_jobs="never",
                listen_notify=True,
                shutdown_graceful_timeout=1,
            )

    with app.replace_connector(app.connector.get_worker_connector()) as app_of_worker:
        app = app_of_worker
        asyncio.run(work())


if __name__ == "__main__":
    main()
