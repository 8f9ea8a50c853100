"""iyzico's twin: its checkout form with a page of its own, promises and captures, refunds, and signed notices.

Buyers are sent to `/iyzico/pay?token=…`, choose there what their card does, and come back by a form, as at the real one.
Calls are judged by the signature over their path and body; nothing is done once per key, so what is sent twice is done
twice. Where it calls the shop is entered in the merchant's own panel there: here `PUT /iyzico/control/webhook`.
"""
