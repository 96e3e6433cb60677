"""The web application: one file per page, and ``resources`` for the objects that sessions share."""
