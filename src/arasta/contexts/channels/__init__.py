"""Channels: where we sell, what is offered there, and how we keep in step with it.

Words: a *channel* is a web shop, a store, a marketplace account, a pop-up or the phone. A *listing* is a variant
offered on one channel under that channel's own id. A *connector* is the code for an outside system, an
*installation* one configured use of it. A *ticket* is the receipt of a batch the channel works off later. A *parked
item* is something the channel sent that we could not take; a person decides.

Invariants: one listing per channel and variant, and one variant per channel and external id. An external order is
linked to one order of ours at most, however often it arrives. Secrets are stored sealed and never shown. What a channel
sent is never dropped: it is taken or parked.
"""
