"""Measure: found a company of so many variants, serve it as in production, let buyers loose on it, count.

Every figure stands beside its limit: what PostgreSQL itself does on the same server, in the same run (`limits`).

- `run`: the benchmarks by name; `orders`, `stock`, `files`, `growth` and `memory` are what they do.
- `company`: the synthetic company, made through the public services. `stage`: the processes that serve it.
- `load`: the buyers, in a process of their own, without Django. `meters`: what was used while they bought.
- `figures`: what is printed and kept.
"""
