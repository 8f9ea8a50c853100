"""Ids, statuses, inputs, rows and refusals of the catalog."""
