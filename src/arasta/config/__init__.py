"""Where everything is put together: settings, addresses, worker, servers. The only room that knows all others."""
