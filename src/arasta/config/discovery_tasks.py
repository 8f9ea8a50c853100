"""Timed work around finding things: learn from orders, tell shelves what web shops offer."""

from __future__ import annotations

from procrastinate.contrib.django import app

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ChannelKind
from arasta.flows.discovering import learn
from arasta.kernel import clock


@app.periodic(cron="25 * * * *")
@app.task(name="discovering.learn", queue="channels", queueing_lock="discovering.learn")
def learn_from_orders(timestamp: int) -> None:
    """Learn what is popular and what goes together."""
    learn.learn_from_orders(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="discovering.tell_offers", queue="channels", queueing_lock="discovering.tell_offers")
def tell_offers(timestamp: int) -> None:
    """Tell the shelves what web shops offer."""
    for channel in channels.channels():
        if channel.kind is ChannelKind.WEB:
            learn.tell_offers(channel, at=clock.now())
