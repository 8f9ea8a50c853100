"""A closed loop of clients on raw sockets, in a process of its own: cheap, so that it measures the server and not itself."""
