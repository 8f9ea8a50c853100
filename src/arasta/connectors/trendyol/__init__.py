"""Trendyol: a Turkish marketplace.

Its shape: quantities and prices go out in batches whose results are asked for later, item by item; orders come as
packages, newest change first, in windows of at most two weeks; a package that loses lines is made anew under another
id. Its own documentation advises to poll, so polling is the truth here.
"""
