"""The auditor: every room writes down what must hold between its rows, and this proves it.

A *book* is something that can be walked by key (levels by variant, orders, payments); its *checks* are statements that
find the rows of given keys which contradict others. A *lie* is such a row, by the *rule* that it breaks. A *run* is one
walk: of everything, or of what was touched since the run before. A *drift* is a lie that stands until a later run finds
it gone.
"""
