"""The outbox: a fact is written in the transaction that makes it true, and delivered to each handler once, in order per subject.

Tables: one row per event, one per (event, handler). A procrastinate job, written in the same transaction, carries the
delivery; a sweeper finds what a crash left. Nothing polls by "greater than the last id".
"""
