"""Who is signed in at the admin's page: persons, roles, sessions and the identity provider."""
