"""The Shopify twin: a stateful fake of one merchant's shop, with a storefront of its own.

It answers GraphQL under `/shopify/admin/api/2026-10/graphql.json` from `admin.graphql`, a part of the vendor's schema
with the vendor's names; it is steered under `/shopify/control`, and one plays its customer at `/shopify/`.

Stock: `available` per item and location falls when somebody buys and when a change is told; nobody buys more than is
there. Points: a call's price is counted before it is worked on and must be in the bucket; what it really cost is taken.
Orders: paid at once; their packages are fulfillment orders; canceling is a job; money given back is a refund.
"""
