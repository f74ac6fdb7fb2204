"""Routers, one per group of resources."""
