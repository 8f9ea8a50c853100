"""The room that runs Arasta on one machine: its home folder, database server, processes and health.

Words: a *home* is the folder that holds all that one installation keeps; a *keeper* is the process that
owns the embedded database server of a home; a *service* is a process that the supervisor keeps alive; a
*finding* is what the doctor says about one thing on this machine.

Invariants:
- Nothing here imports Django, so that the command line answers at once.
- Two homes never share a process, a socket, a port or a file.
- No process outlives the last one that uses its home, whichever way that one ended.
- Permissions of folders that we did not make are never changed.
"""
