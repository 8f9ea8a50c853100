"""Timed work around listings: judge what changed, and measure how sellers stand."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.channels.queries import channels
from arasta.flows.publishing import judge_listings, measure_health
from arasta.kernel import clock

_AT_ONCE = 2_000


@app.periodic(cron="* * * * *")
@app.task(name="listings.judge", queue="channels", queueing_lock="listings.judge")
def judge(timestamp: int) -> None:
    """Every minute: judge the listings that changed since they were judged."""
    for installation in channels.active_installations():
        channel = channels.channel_by_id(installation.channel_id)
        judge_listings.judge_waiting(channel, at=clock.now(), most=_AT_ONCE)


@app.periodic(cron="10 4 * * *")
@app.task(name="listings.measure_health", queue="channels", queueing_lock="listings.measure_health")
def measure_sellers(timestamp: int) -> None:
    """Every night: measure how we stand with each channel."""
    for installation in channels.active_installations():
        measure_health.measure(installation.channel_id, at=clock.now())
