"""What clients send, read into our words. Source: `coopcycle_api.md`, sections 3.1 and 4.1."""
