from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers connectors and flows' handlers: config is the only room that knows them all."""

    name = "arasta.config"
    label = "config"

    def ready(self) -> None:
        from arasta.config import audit, channel_facts, checks, message_looks, staff_goods, staff_places, variant_facts
        from arasta.connectors.amazon import connector as amazon
        from arasta.connectors.google import connector as google
        from arasta.connectors.iyzico import connector as iyzico
        from arasta.connectors.mailbox import connector as mailbox
        from arasta.connectors.meta import connector as meta
        from arasta.connectors.shopify import connector as shopify
        from arasta.connectors.smtp import connector as smtp
        from arasta.connectors.stripe import connector as stripe
        from arasta.connectors.testpay import connector as testpay
        from arasta.connectors.trendyol import connector as trendyol
        from arasta.connectors.twilio import connector as twilio
        from arasta.connectors.webpush import connector as webpush
        from arasta.connectors.woocommerce import connector as woocommerce
        from arasta.flows.feeding import handlers as feeding
        from arasta.flows.invoicing import handlers as invoicing
        from arasta.flows.ordering import handlers as ordering
        from arasta.flows.publishing import handlers as publishing
        from arasta.flows.returning import handlers as returning
        from arasta.flows.shipping import handlers as shipping
        from arasta.flows.telling import handlers as telling

        for room in (
            amazon,
            google,
            iyzico,
            meta,
            shopify,
            stripe,
            testpay,
            trendyol,
            twilio,
            webpush,
            woocommerce,
            feeding,
            ordering,
            invoicing,
            publishing,
            returning,
            shipping,
            telling,
            variant_facts,
            channel_facts,
            message_looks,
            smtp,
            mailbox,
            staff_goods,
            staff_places,
            checks,
            audit,
        ):
            room.register()
