"""The demo: a company one would buy from, put into the system through its public services, and real baskets to replay."""
