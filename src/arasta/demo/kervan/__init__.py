"""Kervan, the demo company: a lifestyle retailer with a web shop, a warehouse, three stores and a pop-up."""
