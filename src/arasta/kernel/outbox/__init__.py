"""The outbox: a fact is written in the transaction that makes it true, and delivered to each handler once, in order per subject.

Tables: one row per event, one per (event, handler). A delivery that is pending is the job: the carrier of a worker looks
for those that are due, so a crash leaves nothing to be found by somebody else. Nothing polls by "greater than the last id".
"""
