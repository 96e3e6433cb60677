"""French assistant over the documents and the action programme of a resource centre."""
