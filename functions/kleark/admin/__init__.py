"""The municipal admin's page: a request and who sends it become a page in Danish. AWS stays in the adapters."""
