"""DynamoDB: the tables, their items and keys, and how requests to them are made."""
