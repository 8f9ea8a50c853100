"""Imports: files of goods or stock that somebody gave us to read, how far we are, and which lines we could not take.

Words: a *run* is one file read once: what it brings (its *kind*), how it is to be read, who gave it. A *line fault* says
which line was not taken, because of which column, and what to do. A *trial* reads a file without keeping anything.

A run's counts are written in the transaction of the chunk they count, so a run that was cut off goes on behind the last
chunk that was kept. Each line counts once: as new, changed, unchanged or faulty, and each faulty line has one fault.
What the lines mean is the business of the flow `flows/stocking`; this room keeps the book about it.
"""
