"""The web layer of the portal's API and of the admin's page: messages, routing, conditional requests, API Gateway."""
